"""Limits, stated in docs/limits.md and kept: by every reader, in bounded memory, in one line."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import orjson
import pytest

from papersearch import PaperIndex
from papersearch.digest import parse_bytes, read, read_from
from papersearch.errors import DigestError, InvalidQuery, UsageError
from papersearch.evaluation.judgments import read_queries
from papersearch.mcp_server import http
from papersearch.server import asked
from papersearch.text.passages import MAX_CHARACTERS, MAX_PARTS
from papersearch.types import limits
from papersearch.types.watch import MAX_NAME
from papersearch.web import meeting, security
from tests.conftest import DAY_ONE

ROOT = Path(__file__).parents[1]
GOOD = b'{"id": "2407.00009", "title": "A good one", "days": ["2024-07-04"]}'
MIB = 1 << 20


def written(name: str, value: int) -> str:
    """Return a number as the table has it."""
    if name.endswith(("BYTES", "BODY")) and value >= MIB and value % MIB == 0:
        return f"{value >> 30} GiB" if value % (1 << 30) == 0 else f"{value >> 20} MiB"
    return f"{value:,}"


OTHERS = {
    "passages.MAX_CHARACTERS": MAX_CHARACTERS,
    "passages.MAX_PARTS": MAX_PARTS,
    "watches.MAX_NAME": MAX_NAME,
    "security.MAX_BODY": security.MAX_BODY,
    "security.MAX_NOTE_BODY": security.MAX_NOTE_BODY,
    "asked.MAX_HITS": asked.MAX_HITS,
    "http.MAX_BODY": http.MAX_BODY,
    "meeting.PATIENCE": int(meeting.PATIENCE),
}


def test_the_table_has_every_limit_with_its_value() -> None:
    table = (ROOT / "docs/limits.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\|[^|]+\| ([^|]+) \| `([\w.]+)` \|", table, flags=re.MULTILINE)
    stated = {name: value for value, name in rows}
    wanted = {name: value for name, value in vars(limits).items() if name.isupper()} | OTHERS
    assert stated == {name: written(name, value) for name, value in wanted.items()}


# In a process that may have no more memory than this, apart from what Python itself takes.
_MEMORY = 1 << 30
_READING = f"""
import resource, sys
resource.setrlimit(resource.RLIMIT_AS, ({_MEMORY}, {_MEMORY}))
from papersearch.digest import parse_bytes
from papersearch.errors import DigestError
name, made = sys.argv[1:]
try:
    digest = parse_bytes(eval(made), name)
    print(len(digest.entries), *digest.problems, sep="\\n")
except DigestError as error:
    print(error)
"""


@pytest.mark.parametrize(
    ("name", "made", "lines"),
    [
        (
            "a.json",
            "b'[' + b'1,' * 6_000_000 + b'1]'",
            ["a.json:1: more than 4,000,000 values in one document: split it, or write one paper "
             "a line"],
        ),
        (
            "a.json",
            "b'[' + b'{},' * 500_000 + b'{}]'",
            ["0"],
        ),
        (
            "a.jsonl",
            f"b'[' + b'1,' * 5_000_000 + b'1]\\n' + {GOOD!r}",
            ["1", "a.jsonl:1: more than 4,000,000 values in one line: shorten it"],
        ),
        (
            "a.jsonl",
            f"b'\"' + b'x' * (20 << 20) + b'\"\\n' + {GOOD!r}",
            ["1", "a.jsonl:1: a line of more than 16 MiB: shorten it"],
        ),
        (
            "a.jsonl",  # an export of 30,000 papers
            "(b'{\"id\":\"1\",\"title\":\"t\",\"sections\":[{\"text\":\"' + b'word ' * 600 + "
            "b'\"}]}\\n') * 30_000",
            ["30000"],
        ),
        (
            "a.md",
            "b'\\n' * (60 << 20) + b'x'",
            ["a.md:1000000: more than 1,000,000 lines: split it"],
        ),
        (
            "a.md",
            "b'### [A Title](https://arxiv.org/abs/2407.00001)\\n- ' + '👩'.encode()"
            " + b'a' * (20 << 20)",
            ["1", "a.md:1: a summary of 4,000,003 characters: only the first 2,000,000 are kept",
             "a.md:2: a line of more than 4,000,000 characters: the rest is not read"],
        ),
        (
            "a.md",
            "b'x' * (65 << 20)",
            ["a.md:1: more than 64 MiB: split it, or write JSON Lines to a .jsonl file, which may "
             "have 1 GiB"],
        ),
    ],
)  # fmt: skip
def test_what_is_too_much_takes_no_memory(name: str, made: str, lines: list[str]) -> None:
    result = subprocess.run(
        [sys.executable, "-c", _READING, name, made],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert (result.stdout.splitlines(), result.stderr) == (lines, "")


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.jsonl", b'{"id": "2407.00001"}\n' * 600),
        ("a.json", b"[" + b'{"id": "2407.00001"},' * 600 + b"{}]"),
        (
            "a.md",
            "".join(f"### [A](https://arxiv.org/abs/2407.{at:05})\n" for at in range(600)).encode(),
        ),
    ],
)
def test_papers_of_one_file_are_bounded(
    name: str, data: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "FILE_ENTRIES", 500)
    digest = parse_bytes(data, name)
    assert len(digest.entries) == 500
    (problem,) = digest.problems
    assert "papers: split the file, the rest is not read" in problem.message
    assert problem.line == {"a.jsonl": 501, "a.json": 1, "a.md": 501}[name]


DEEP = [
    b"[" * 1_000 + b"]" * 1_000,
    b'[{"paper": ' + b"[" * 1_000 + b"]" * 1_000 + b"}]",
    b'[{"paper": {"id": "1", "authors": [' + b"[" * 1_000 + b"]" * 1_000 + b"]}}]",
    b'[{"id": "1", "upvotes": ' + b'{"a":' * 1_000 + b"1" + b"}" * 1_000 + b"}]",
    b'{"a":' * 1_000 + b"1" + b"}" * 1_000,
    b'{"id": "1", "sections": ' + b"[" * 1_000 + b"]" * 1_000 + b"}",
    b"[" * 100_000 + b"]" * 100_000,
    b'{"id": "1", "title": ' + b"[" * 100_000,
]


def test_nested_json_costs_only_itself(
    make_index: Callable[..., PaperIndex], digests: Path
) -> None:
    names = [f"{n}{suffix}" for n in range(len(DEEP)) for suffix in (".json", ".jsonl", ".md")]
    for name in names:
        (digests / name).write_bytes(DEEP[int(name.split(".")[0])])
    index = make_index()
    report = index.index([digests])
    assert {"2407.00001", "2407.00002", "2407.00003"} <= {paper.id for paper in index.papers()}
    assert report.failed + report.passed == len(names)
    assert all(str(problem).count("\n") == 0 for problem in report.problems)
    failed = {Path(problem.source).name for problem in report.problems}
    assert failed <= set(names)
    assert len(failed) == report.failed


@pytest.mark.parametrize("depth", [limits.JSON_DEPTH - 2, limits.JSON_DEPTH + 1])
def test_the_depth_is_that_of_the_table(depth: int) -> None:
    try:
        orjson.loads(b"[" * depth + b"]" * depth)
        read_whole = True
    except orjson.JSONDecodeError:
        read_whole = False
    assert read_whole == (depth <= limits.JSON_DEPTH)


@pytest.mark.slow
def test_many_bullets_overflow_into_no_other_paper(
    make_index: Callable[..., PaperIndex], tmp_path: Path
) -> None:
    bullets = "".join(f"- **L{n}**: bullet{n}\n" for n in range(70_000))
    paper = "### [Many](https://arxiv.org/abs/2407.00005)\n\n" + bullets
    path = tmp_path / "many.md"
    path.write_text(f"{DAY_ONE}\n{paper}\n### [Next](https://arxiv.org/abs/2407.00006)\n\n- x\n")
    index = make_index()
    report = index.index([path])
    assert [problem.message for problem in report.problems] == [
        "70,000 sections: those from number 1,000 on are kept as one"
    ]
    assert {paper.id for paper in index.papers()} == {f"2407.0000{n}" for n in (1, 2, 5, 6)}
    assert index.verify() == []
    for word in ("bullet0", "bullet999", "bullet69999"):
        assert [hit.paper.id for hit in index.query(word, mode="lexical")] == ["2407.00005"]
    assert index.index([path]).embedded == 0


def test_a_pipe_that_is_named_is_read_and_no_more_than_is_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fed(data: bytes, times: int) -> Path:
        path = tmp_path / f"pipe{times}"
        os.mkfifo(path)

        def feed() -> None:
            with path.open("wb", buffering=0) as pipe:
                try:
                    for _ in range(times):
                        pipe.write(data)
                except BrokenPipeError:
                    pass

        threading.Thread(target=feed, daemon=True).start()
        return path

    monkeypatch.setattr(limits, "FILE_BYTES", 100_000)
    assert read(fed(DAY_ONE.encode(), 1)) == DAY_ONE.encode()
    with pytest.raises(DigestError, match=r"pipe1000000:1: more than 0 MiB: split it"):
        read(fed(b"endless\n" * 100, 1_000_000))


class Endless:
    """A file of one line without an end; ``taken`` is how much of it was read."""

    def __init__(self, line: bytes) -> None:
        self.line = line
        self.taken = 0

    def read(self, size: int) -> bytes:
        self.taken += size
        return (self.line * (size // len(self.line) + 1))[:size]


@pytest.mark.parametrize(
    ("line", "name", "most"),
    [
        (b"x\n", "-", limits.FILE_BYTES),
        (b"\0", "-", limits.FILE_BYTES),
        (b"[1,\n", "a.json", limits.FILE_BYTES),
    ],
)
def test_a_stream_without_an_end_is_not_read_for_ever(line: bytes, name: str, most: int) -> None:
    endless = Endless(line)
    with pytest.raises(DigestError, match=f"{name}:1: more than {most >> 20} MiB"):
        read_from(endless, name)  # type: ignore[arg-type]
    assert endless.taken <= most + 2 * MIB


@pytest.mark.parametrize("name", ["a.jsonl", "-"])
def test_json_lines_may_be_longer(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "LINES_BYTES", 80 * MIB)
    endless = Endless(GOOD + b"\n")
    with pytest.raises(DigestError, match=f"{name}:1: more than 80 MiB: split it$"):
        read_from(endless, name)  # type: ignore[arg-type]
    assert 80 * MIB < endless.taken <= 82 * MIB


# As large as the heap that indexing needs, and far smaller than what would be read.
_PROGRAM = """
import resource, sys
resource.setrlimit(resource.RLIMIT_AS, (3 << 30, 3 << 30))
from papersearch.cli import main
main(sys.argv[1:])
"""


@pytest.mark.parametrize(
    ("command", "code", "said"),
    [
        (["index", "-"], 1, "<standard input>:1: more than 64 MiB: split it"),
        (["query", "-"], 2, "the query on standard input has more than 10,000 characters"),
    ],
)
def test_standard_input_without_an_end(
    command: list[str], code: int, said: str, tmp_path: Path
) -> None:
    with subprocess.Popen(["yes"], stdout=subprocess.PIPE) as endless:
        result = subprocess.run(
            [sys.executable, "-c", _PROGRAM, *command, "--index", str(tmp_path / "index")],
            stdin=endless.stdout,
            capture_output=True,
            text=True,
            check=False,
        )
        endless.kill()
    assert result.returncode == code
    assert said in result.stderr
    assert "Traceback" not in result.stderr


def test_judged_queries_are_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "JUDGED_BYTES", MIB)
    path = tmp_path / "queries.tsv"
    path.write_bytes(b"1\tx\n" + b" " * MIB)
    with pytest.raises(UsageError, match=r"queries\.tsv:1: more than 1 MiB: split it"):
        read_queries(path)


def test_status_reads_no_pipes_and_no_devices(papers: PaperIndex, digests: Path) -> None:
    digest = digests / "2024/07/04.md"
    digest.unlink()
    os.mkfifo(digest)
    (digests / "2024/07/05.md").unlink()
    (digests / "2024/07/05.md").symlink_to("/dev/zero")
    found = papers.status()
    assert (found.changed, found.vanished) == (0, 2)


@pytest.mark.parametrize("ask", ["paper", "similar"])
def test_ids_in_requests_are_bounded(papers: PaperIndex, ask: str) -> None:
    with pytest.raises(InvalidQuery, match="60,000 characters are no id: at most 2,000 are read"):
        getattr(papers, ask)("a-" * 30_000)
    with pytest.raises(InvalidQuery, match="are no id"):
        papers.remove(["a-" * 30_000])
