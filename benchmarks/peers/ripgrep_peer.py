"""ripgrep and the shell: papers as lines, ranked by how many of the query's words they hold."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

from benchmarks.peers.peer import Found, K, Opened, Peer, read_texts

_WORD = re.compile(r"\w{2,}")

# Each word that a line holds comes out of `sort -u` once; awk then turns numbers into titles.
_PIPELINE = r"""
rg --ignore-case --only-matching --line-number --regexp "$1" "$2" |
LC_ALL=C sort --ignore-case --unique | cut -d: -f1 | uniq -c |
sort -k1,1nr -k2,2n | head -n "$3" |
awk -F'\t' 'NR==FNR {split($0, part, " "); rank[part[2]] = FNR; next}
            FNR in rank {print rank[FNR] "\t" $1 "\t" $2}' - "$2" |
sort -n
"""


class Ripgrep(Peer):
    """No index at all: every query reads all the text."""

    name = "ripgrep"
    packages = ("rg",)
    settings = "no index: one line a paper, ranked by the number of different query words in it"
    reads = "papers"

    def index(self, texts: Path) -> None:
        self.place.index.mkdir(parents=True)
        self.add(texts)

    def add(self, texts: Path) -> None:
        with self._lines.open("a", encoding="utf-8") as out:
            for one in read_texts(texts):
                fields = (one.paper, one.title, one.text)
                out.write("\t".join(" ".join(field.split()) for field in fields) + "\n")

    @property
    def _lines(self) -> Path:
        return self.place.index / "papers.tsv"

    def command(self, verb: str, argument: str) -> list[str]:
        return self._pipeline(argument) if verb == "query" else self.program(verb, argument)

    def _pipeline(self, text: str) -> list[str]:
        words = "|".join(_WORD.findall(text))
        return ["/bin/sh", "-c", _PIPELINE, "sh", words, str(self._lines), str(K)]

    def open(self) -> Opened:
        def answer(text: str) -> list[Found]:
            output = subprocess.run(
                self._pipeline(text), capture_output=True, text=True, check=True
            )
            lines = (line.split("\t") for line in output.stdout.splitlines())
            return [Found(paper, title) for _rank, paper, title in lines]

        return Opened(answer)


PEER = Ripgrep
