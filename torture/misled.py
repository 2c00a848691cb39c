"""Every command over indexes that somebody has made to mislead: a right answer, or one line."""

from __future__ import annotations

import contextlib
import functools
import io
import shutil
import signal
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from papersearch.api.loading import Loading
from papersearch.api.paper_index import PaperIndex
from papersearch.cli.app import main
from papersearch.errors import PapersearchError
from papersearch.mcp_server.tools import call
from torture import corpus
from torture.crafted import Crafted, crafted, sound
from torture.crashes import Tally
from torture.damage import fake

_PATIENCE = 60
"""Seconds after which a command hangs."""

_ID = "2401.00001"
READING = (
    ("query", "speech compression", "--explain"),
    ("query", "음성 speech", "--format", "json", "--author", "a", "--since", "2024-01-01"),
    ("query", "speech token", "--section", "new", "--min-votes", "1", "--format", "csv"),
    ("query", "speech compression", "--mode", "lexical"),
    ("query", "speech compression", "--mode", "dense", "--last", "9y"),
    ("similar", _ID),
    ("show", _ID),
    ("export",),
    ("status",),
    ("feed", "--all"),
    ("feed", "--format", "atom"),
    ("watch", "list"),
    ("like",),
    ("list", "--all"),
    ("tag",),
    ("recommend",),
    ("trends", "speech"),
    ("duplicates",),
    ("audit",),
    ("verify", "--sample", "2"),
)
WRITING = (
    ("like", "2401.00003"),
    ("tag", "more", "2401.00003"),
    ("list", "--done", "2401.00003"),
    ("remove", "2401.00002"),
    ("remove", "--undo", "2401.00002"),
    ("watch", "add", "robot"),
    ("feed",),
    ("index", "{digests}"),
    ("query", "speech compression"),
    ("reembed", "--model", "other"),
    ("verify", "--repair", "--sample", "0"),
)


_FIRST = 9
_READ_BY_FEW = (
    "pending",
    "reembedded",
    "removed",
    "sources",
    "dead",
    "segments",
    "dead_words",
    "word_segments",
)
_WRITTEN_BY_FEW = (
    "arrays",
    "glossary",
    "watches",
    "arrivals",
    "taste",
    "kept",
    "word_segments",
    "doubts",
)


def misled(folder: Path, tally: Tally, every: int = 1) -> None:
    """Craft every index, or each of so many, and run every command over it."""
    index = sound(folder / "sound")
    digests = folder / "more"
    corpus.write(digests, range(5, 6), 3)
    with prepared():
        for number, one in enumerate(crafted(index)):
            if number % every == 0:
                tally.tried["crafted indexes"] += 1
                for wrong in judged(one, index, folder / "crafted", digests):
                    tally.failures.append(f"{one.name}: {wrong}")


def judged(one: Crafted, index: Path, target: Path, digests: Path) -> Iterator[str]:
    """Yield what is wrong with what commands say of a crafted index."""
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(index, target)
    one.make(target)
    table = one.name.split(".")[0]
    for arguments in READING[: _FIRST if table in _READ_BY_FEW else None]:
        yield from _run([*arguments, "--index", str(target)])
    yield from _called(target)
    if table not in _WRITTEN_BY_FEW:
        yield from _copied(target)
        for arguments in WRITING:
            filled = [part.format(digests=digests) for part in arguments]
            yield from _run([*filled, "--index", str(target)])


def _copied(target: Path) -> Iterator[str]:
    """Save what can be saved, ask that, and copy."""
    saved, copied = target.with_name("saved"), target.with_name("copied")
    for made in (saved, copied):
        shutil.rmtree(made, ignore_errors=True)
    yield from _run(["verify", "--salvage", str(saved), "--index", str(target)])
    if (saved / "catalog.sqlite").exists():
        yield from _run(["query", "speech compression", "--index", str(saved)])
    yield from _run(["copy", "--from", str(target), "--to", str(copied)])


def _called(target: Path) -> Iterator[str]:
    """Ask as servers do."""
    with PaperIndex(target, load=fake) as papers:
        for name, arguments in (
            ("search_papers", {"query": "speech compression", "explain": True}),
            ("similar_papers", {"paper_id": _ID}),
            ("get_paper", {"paper_id": _ID}),
            ("corpus_status", {}),
        ):
            yield from _tried(f"{name}", functools.partial(call, papers, name, arguments))


def _run(arguments: list[str]) -> Iterator[str]:
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8") for _ in range(2))
    name = " ".join(arguments[:2])

    def run() -> None:
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            try:
                main(arguments)
            except SystemExit as stop:
                err.flush()
                if stop.code not in (0, 1):
                    raise AssertionError(f"exit code {stop.code}: {_text(err)}") from stop

    yield from _tried(name, run)
    said = _text(err)
    if "Traceback" in said or any(len(line) > 1000 for line in said.splitlines()):
        yield f"{name}: {said[-300:]}"
    if len([line for line in said.splitlines() if line.startswith("error")]) > 1:
        yield f"{name}: more than a line: {said}"


def _text(stream: io.TextIOWrapper) -> str:
    stream.flush()
    buffer = stream.buffer
    assert isinstance(buffer, io.BytesIO)
    return buffer.getvalue().decode(errors="replace")


def _tried(name: str, work: Callable[[], object]) -> Iterable[str]:
    """Return what goes wrong, if anything, where errors of ours are none."""
    signal.alarm(_PATIENCE)
    try:
        work()
    except PapersearchError as error:
        return [f"{name}: more than a line: {error}"] if "\n" in str(error) else []
    except BaseException as error:
        if isinstance(error, KeyboardInterrupt):
            raise
        return [f"{name}: {type(error).__name__}: {error} {_place(error)}"]
    finally:
        signal.alarm(0)
    return []


def _place(error: BaseException) -> str:
    """Return the last line of ours that an error came through."""
    place, trace = "", error.__traceback__
    while trace is not None:
        file = trace.tb_frame.f_code.co_filename
        if "papersearch/" in file and "site-packages" not in file:
            place = f"{file.rsplit('papersearch/')[-1]}:{trace.tb_lineno}"
        trace = trace.tb_next
    return place


@contextlib.contextmanager
def prepared() -> Iterator[None]:
    """Let commands use the model that is none, and interrupt what hangs."""

    def hang(*_: object) -> None:
        raise TimeoutError(f"not done after {_PATIENCE} s")

    options = Loading.__init__.__kwdefaults__ or {}
    before, loaded = signal.signal(signal.SIGALRM, hang), options["load"]
    options["load"] = fake
    try:
        yield
    finally:
        options["load"] = loaded
        signal.signal(signal.SIGALRM, before)
        sys.stderr.flush()
