"""What leaves, from every command in every format: found among click's own commands.

A new command, or a new format of one, fails here until it has its line in ``CALLS``.
"""

from __future__ import annotations

import contextlib
import csv
import io
import json
import os
import re
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree

import click
import numpy as np
import pytest
from bibtexparser.entrypoint import parse_string

from papersearch.api.paper_index import PaperIndex
from papersearch.cli.app import main, papersearch
from papersearch.render.terminal import escape
from papersearch.store.local.index_store import IndexStore
from papersearch.store.protocol import EmbeddedPaper
from papersearch.text.doubt import Doubt
from papersearch.text.passages import passages
from papersearch.types.paper import Paper, Section
from tests.render.test_markdown import check

EVIL = (
    "=cmd|' /C calc'!A0 token \x1b]0;x\x07\x1b[31m \x9b31m \u202eevil\u2066 \u200b\ufeff\u2028\x00 "
    "＝1;＠x <script>alert(1)</script> <img src=x onerror=alert(1)> [x](javascript:alert(1)) `|` "
    "&lt; é 토큰"
)
NAME = EVIL.replace("\x00", "").replace("/", " ")
WORDS = NAME.replace("\u2028", "\n")
WATCH = "=<b> [x](javascript:alert(1)) `|` &lt; é"
TAG = "=<b> ＝1 |"
ID = "x-=<b>\x1b[31m\u202e"
RECORD = {
    "id": "2407.00001",
    "title": EVIL,
    "url": "javascript:alert(1)",
    "days": ["2024-07-04"],
    "votes": 3,
    "authors": [EVIL, "＝1"],
    "thumbnail": 'https://example.org/"><script>\x1b[31m',
    "video": "javascript:alert(1)",
    "code": "javascript:alert(1)",
    "categories": [EVIL, "＝1"],
    "venue": EVIL,
    "sections": [{"label": EVIL, "text": f"{EVIL}\n- {EVIL}\n```", "source": EVIL[:90]}],
}
TOKENS = "tokens"
PLACE = ("--index", "INDEX")
CALLS: dict[str, tuple[str, ...]] = {
    "audit": ("--threshold", "0", *PLACE),
    "browse": (WORDS, *PLACE),
    "completion": ("bash",),
    "copy": ("--from", "INDEX", "--to", "COPY"),
    "day": PLACE,
    "dislike": PLACE,
    "duplicates": PLACE,
    "embed": ("DIGEST", "--out", "SHARDS"),
    "eval": ("QUERIES", *PLACE),
    "export": PLACE,
    "facets": PLACE,
    "feed": ("--all", *PLACE),
    "fetch": ("nothing of " + NAME, *PLACE),
    "index": ("DIGEST", "BROKEN", *PLACE),
    "like": PLACE,
    "list": ("--all", *PLACE),
    "map": ("-o", "MAP.html", "--since", "2999", *PLACE),
    "mcp": ("--http", "--host", WORDS, *PLACE),
    "month": PLACE,
    "note": (ID, *PLACE),
    "query": (WORDS, "--explain", *PLACE),
    "read": ("BROKEN", "DIGEST"),
    "recommend": ("--since", "2024", *PLACE),
    "reembed": ("--model", "./" + NAME, *PLACE),
    "remove": (ID + "?", *PLACE),
    "serve": ("--host", WORDS, *PLACE),
    "show": (ID, *PLACE),
    "similar": (ID, *PLACE),
    "sources": PLACE,
    "sources add": ("nothing of " + NAME, *PLACE),
    "sources forget": ("nothing of " + NAME, *PLACE),
    "sources remove": ("https://x/" + re.sub(r"\s", "", EVIL), *PLACE),
    "sources move": ("nothing of " + NAME, WORDS, *PLACE),
    "status": PLACE,
    "tag": (TAG, *PLACE),
    "trends": (WORDS, *PLACE),
    "tune": PLACE,
    "verify": ("--sample", "2", *PLACE),
    "watch add": (WORDS, "--name", WATCH, *PLACE),
    "watch edit": (WATCH, "--min-confidence", "weak", *PLACE),
    "watch list": PLACE,
    "watch remove": (WATCH + "?", *PLACE),
    "week": PLACE,
}
CODES = {
    "browse": 2,  # needs a terminal
    "fetch": 2,  # no such source
    "index": 1,  # one digest is broken
    "read": 1,
    "mcp": 2,  # no token, where others could reach it
    "reembed": 1,  # no such model
    "remove": 1,
    "serve": 2,
    "sources add": 2,
    "sources forget": 1,
    "sources remove": 1,
    "sources move": 1,
    "tune": 1,  # too few papers
    "watch add": 1,  # is there already
    "watch remove": 1,
}
SILENT = {*CODES, "dislike", "map", "watch edit"} - {"index", "read"}
"""What writes to standard error alone: the others do print what is hostile."""


class Call(NamedTuple):
    """One command in one format."""

    command: str
    format: str

    @property
    def arguments(self) -> list[str]:
        chosen = ["--format", self.format] if self.format else []
        return [*self.command.split(), *CALLS[self.command], *chosen]


def commands(group: click.Group, before: str = "") -> Iterator[tuple[str, click.Command]]:
    context = click.Context(group)
    for name in group.list_commands(context):
        found = group.get_command(context, name)
        assert found is not None
        if isinstance(found, click.Group) and found.invoke_without_command:
            yield before + name, found
        if isinstance(found, click.Group):
            yield from commands(found, f"{before}{name} ")
        else:
            yield before + name, found


def formats(command: click.Command) -> list[str]:
    for parameter in command.params:
        if "--format" in parameter.opts:
            assert isinstance(parameter.type, click.Choice)
            return list(parameter.type.choices)
    return [""]


ALL = dict(commands(papersearch))
EVERY = [Call(name, format_) for name, found in ALL.items() for format_ in formats(found)]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of hostile papers, watches and likes, in a folder of a hostile name."""
    folder = tmp_path_factory.mktemp("here") / f"in\x1b[31m\u202e\n{'é'}"
    folder.mkdir()
    records = [{**RECORD, "id": f"2407.{n:05}"} for n in range(6)]
    (folder / "\x1b[31mDIGEST.jsonl").write_text("\n".join(map(json.dumps, records)))
    (folder / "\x1b[31mBROKEN.jsonl").write_text("{")
    query = {"qid": EVIL, "text": TOKENS, "relevant": {"2407.00001": 1}}
    (folder / "\x1b[31mQUERIES.jsonl").write_text(json.dumps(query))
    for call in (
        ("index", "DIGEST", *PLACE),
        ("watch", "add", WORDS, "--name", WATCH, "--author", NAME, "--since", "2020", *PLACE),
        ("watch", "edit", WATCH, "--no-filters", "--min-confidence", "weak", *PLACE),
    ):
        code, _, said = run(folder, [*call])
        assert code == 0, said
    paper = Paper(ID, EVIL, (Section(EVIL, EVIL),), ("2024-07-04",), url="http://x/" + EVIL)
    with IndexStore.create(folder / "INDEX") as store, store.commit():
        found = tuple(passages(paper))
        vector = store.catalog.value("SELECT embedding FROM passages")
        rows = np.frombuffer(vector, "<f2").astype(np.float32)[None].repeat(len(found), 0)
        store.put_embedded([EmbeddedPaper(paper, found, rows)])
        store.learned.put_doubts({store.catalog.nums([ID])[0]: Doubt(0.9, (EVIL,))})
    assert run(folder, ["like", ID, "2407.00000", "2407.00001", *PLACE])[0] == 0
    with PaperIndex.open(folder / "INDEX") as index:
        index.kept.tag([ID, "2407.00000"], [TAG, "=x", EVIL[:50]])
        index.kept.note(ID, f"{EVIL}\n\n- {EVIL}\n```\n# {EVIL}")
        index.kept.put([ID, "2407.00002"])
        index.kept.tick([ID])
    return folder


class Stream(io.TextIOWrapper):
    """Standard output or error of a command, perhaps a terminal."""

    terminal = False

    def isatty(self) -> bool:
        return self.terminal


def run(
    folder: Path,
    arguments: list[str],
    encoding: str = "utf-8",
    *,
    terminal: bool = False,
    out: io.BufferedWriter | None = None,
) -> tuple[int, bytes, str]:
    """Run a command in process; return its exit code, and the bytes and the text that it wrote."""
    for name in ("DIGEST", "BROKEN", "QUERIES"):
        arguments = [str(folder / f"\x1b[31m{name}.jsonl") if a == name else a for a in arguments]
    arguments = [str(folder / a) if a.isupper() or a == "MAP.html" else a for a in arguments]
    data, errors = io.BytesIO(), io.BytesIO()
    streams = Stream(out or data, encoding), Stream(errors, encoding)
    streams[0].terminal = terminal
    with pytest.MonkeyPatch.context() as patch, contextlib.chdir(folder):
        patch.setenv("NO_COLOR", "1")
        patch.setattr(sys, "stdout", streams[0])
        patch.setattr(sys, "stderr", streams[1])
        with pytest.raises(SystemExit, match=r"^\d+$") as stop:
            main(arguments)
    if out is not None:
        streams[0].close()
    assert isinstance(stop.value.code, int)
    return stop.value.code, data.getvalue(), errors.getvalue().decode(encoding)


def left() -> io.BufferedWriter:
    """Return a pipe whose reader has left."""
    reading, writing = os.pipe()
    os.close(reading)
    return os.fdopen(writing, "wb")


def code_of(call: Call) -> int:
    return CODES.get(call.command, 0)


def assert_safe(text: str) -> None:
    """See that a terminal obeys nothing of ``text`` but line breaks."""
    for line in text.replace("\r\n", "\n").split("\n"):
        assert escape(line) == line


def test_every_command_has_its_line() -> None:
    assert set(CALLS) == set(ALL)
    assert set(CODES) <= set(CALLS)
    known = {"", "table", *VALID}
    assert {call.format for call in EVERY} <= known, "write down in VALID what the format is"


def _json(text: str) -> None:
    json.loads(text)


def _jsonl(text: str) -> None:
    assert [json.loads(line) for line in text.split("\n")[:-1]]


def _csv(text: str) -> None:
    rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    assert len({len(row) for row in rows}) == 1
    texts = [cell for row in rows for cell in row if not re.fullmatch(r"-?[\d.e-]+", cell)]
    for part in (part for cell in texts for part in cell.split(";")):
        assert part.lstrip()[:1] not in {*"=+-@|＝＋－＠"} - {""}, part


def _ids(text: str) -> None:
    assert all(line.startswith(("2407.", "x-")) for line in text.split("\n")[:-1])


def _bibtex(text: str) -> None:
    assert not parse_string(text).failed_blocks


def _ris(text: str) -> None:
    assert all(re.match(r"[A-Z][A-Z0-9]  - ", line) for line in text.split("\n") if line)


def _xml(text: str) -> None:
    root = ElementTree.fromstring(text)
    links = root.iter("{http://www.w3.org/2005/Atom}link")
    assert all(link.get("href", "").startswith("http") for link in links)


def _html(text: str) -> None:
    class Tags(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            assert tag in {*"html head meta title style body h1 h2 div a b span p br".split()}, tag
            for name, value in attrs:
                assert not name.startswith("on")
                assert name != "href" or (value or "").startswith("http")

    Tags().feed(text)


VALID = {
    "json": _json,
    "jsonl": _jsonl,
    "csv": _csv,
    "markdown": check,
    "ids": _ids,
    "bibtex": _bibtex,
    "ris": _ris,
    "atom": _xml,
    "html": _html,
}


@pytest.mark.slow
@pytest.mark.parametrize("call", EVERY, ids=" ".join)
def test_what_leaves_is_safe_and_whole(folder: Path, call: Call) -> None:
    code, printed, said = run(folder, call.arguments, terminal=True)
    assert code == code_of(call), said
    assert bool(printed) != (call.command in SILENT)
    assert_safe(printed.decode())
    assert_safe(said)
    code, printed, said = run(folder, call.arguments, "cp949")
    assert code == code_of(call), said
    assert_safe(said)
    data = call.format in VALID or call.command == "export"
    text = printed.decode("utf-8" if data else "cp949")
    assert_safe(text)
    if call.command == "export":
        _jsonl(text)
    elif data and text:
        VALID[call.format](text)


@pytest.mark.slow
@pytest.mark.parametrize("call", EVERY, ids=" ".join)
def test_nobody_reads_to_the_end(folder: Path, call: Call) -> None:
    code, printed, _ = run(folder, call.arguments)
    gone = run(folder, call.arguments, out=left())
    assert gone[0] == (1 if call.command == "feed" and printed else code), gone[2]
    assert "cannot" not in gone[2] or code
    if not Path("/dev/full").exists():
        return
    full = run(folder, call.arguments, out=open("/dev/full", "wb"))  # noqa: SIM115, PTH123
    if printed:
        assert full[0] == 1
        assert full[2].endswith("error: cannot print what was found: No space left on device\n")
    else:
        assert full[0] == code


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["query", "--help"]])
def test_help_that_nobody_reads(folder: Path, arguments: list[str]) -> None:
    assert run(folder, arguments, "ascii")[0] == 0
    assert run(folder, arguments, out=left())[::2] == (0, "")
    assert run(folder, ["--bad\x1b[31m\n"])[2].count("\x1b") == 0


@pytest.mark.parametrize("format_", formats(ALL["feed"]))
def test_a_file_holds_what_would_be_printed(folder: Path, format_: str, tmp_path: Path) -> None:
    arguments = ["feed", "--all", "--format", format_, *PLACE]
    assert run(folder, [*arguments, "-o", str(tmp_path / "feed")], "cp949")[0] == 0
    written = (tmp_path / "feed").read_text("utf-8")
    printed = run(folder, arguments)[1].decode()
    without_times = [re.sub("<updated>.*?<", "", text) for text in (printed, written)]
    assert without_times[0] == without_times[1]
    assert run(folder, ["export", "-o", str(tmp_path / "all"), *PLACE])[0] == 0
    assert run(folder, ["export", *PLACE])[1] == (tmp_path / "all").read_bytes()
