"""The command ``llm`` with its plugin for sentence-transformers, as it is typed."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

from benchmarks.peers.peer import (
    DEEPER,
    PASSAGE,
    QUERY,
    Found,
    K,
    Opened,
    Peer,
    best,
    read_texts,
)

_COLLECTION = "papers"


class Llm(Peer):
    """``llm embed-multi`` and ``llm similar``; its Python interface for many queries."""

    name = "llm"
    packages = ("llm", "llm-sentence-transformers", "sentence-transformers", "torch")
    settings = (
        "float32 (it lets nobody choose), `llm embed-multi --store --prepend 'passage: '`, "
        "`llm similar -c 'query: ...'`"
    )

    def index(self, texts: Path) -> None:
        self.place.index.mkdir(parents=True)
        subprocess.run(
            self._llm("sentence-transformers", "register", str(self.place.model), "--lazy"),
            check=True,
        )
        self.add(texts)

    def add(self, texts: Path) -> None:
        rows = [{"id": one.id, "text": one.text} for one in read_texts(texts)]
        lines = self.place.index / "texts.jsonl"
        lines.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
        model = ["-m", f"sentence-transformers/{self.place.model}"]
        embed = self._llm("embed-multi", _COLLECTION, str(lines), "--format", "nl", *model)
        embed += ["-d", self._database, "--store", "--prepend", PASSAGE]
        subprocess.run(embed, check=True)
        lines.unlink()

    @property
    def _database(self) -> str:
        return str(self.place.index / "embeddings.db")

    def _llm(self, *arguments: str) -> list[str]:
        llm = str(self.place.environment / "bin" / "llm")
        return ["/usr/bin/env", f"LLM_USER_PATH={self.place.index}", llm, *arguments]

    def command(self, verb: str, argument: str) -> list[str]:
        if verb != "query":
            return self.program(verb, argument)
        asked = ["-c", QUERY + argument, "-n", str(K)]
        return self._llm("similar", _COLLECTION, "-d", self._database, *asked)

    def program(self, verb: str, argument: str) -> list[str]:
        user_path = f"LLM_USER_PATH={self.place.index}"
        return ["/usr/bin/env", user_path, *super().program(verb, argument)]

    def open(self) -> Opened:
        import llm
        import sqlite_utils

        database = sqlite_utils.Database(self._database)
        collection = llm.Collection(_COLLECTION, database, create=False)
        model = collection.model()

        def answer(text: str) -> list[Found]:
            rows = collection.similar(QUERY + text, DEEPER * K)
            return best(Found(row.id.partition("#")[0], _title(row.content or "")) for row in rows)

        return Opened(answer, lambda text: model.embed(QUERY + text))


def _title(content: str) -> str:
    return content.removeprefix(PASSAGE).split("\n")[0]


PEER = Llm
