"""``papersearch status``."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from papersearch.cli.opening import model_settings, open_index
from papersearch.cli.options import format_option, place_options
from papersearch.cli.output import show, style
from papersearch.errors import UsageError
from papersearch.render.payload import status_payload, to_json
from papersearch.render.status import human_bytes, render_status

if TYPE_CHECKING:
    from papersearch.upkeep.remote_status import RemoteStatus
    from papersearch.upkeep.status import Status


@click.command()
@click.option(
    "--check",
    is_flag=True,
    help="Say what is wrong with it instead, and what to do; exit code 1 if anything is.",
)
@format_option("How to write the status.")
@place_options
def status(check: bool, format_: str, index_folder: str | None) -> None:
    """Say what the index holds, how large it is and what of it is stale.

    \b
    papersearch status
    papersearch status --check
    papersearch status --format json
    """
    from papersearch.upkeep.remote_status import RemoteStatus

    if check:
        sys.exit(_checked(index_folder, format_))
    with open_index(index_folder) as index:
        found = index.status()
    if format_ == "json":
        text = to_json(status_payload(found))
    else:
        rows = _remote_rows(found) if isinstance(found, RemoteStatus) else _rows(found)
        text = render_status(rows, style())
    show(text, format_)


def _checked(index_folder: str | None, format_: str) -> int:
    """Show what was looked at, and return the exit code."""
    from papersearch.api.paper_index import PaperIndex
    from papersearch.render.status import checks_json, checks_table
    from papersearch.upkeep.checkup import State

    with open_index(index_folder, **model_settings(None, None)) as index:
        if not isinstance(index, PaperIndex):
            raise UsageError("--check looks at an index in a folder: a server looks after its own")
        found = index.checkup()
    show(checks_json(found) if format_ == "json" else checks_table(found, style()), format_)
    return int(any(own.state == State.WRONG for own in found))


def _rows(found: Status) -> list[tuple[str, str]]:
    """Return what people read, (name, value) a line."""
    shapes = [
        f"{passages:,} in {factory}, recall@10 {recall:.3f}"
        for factory, passages, recall in found.shapes
    ]
    return [
        ("index", found.folder),
        ("papers", f"{found.papers:,}{_removed(found.removed)}"),
        ("digests", f"{found.digests:,}"),
        ("days", f"{found.days:,}, {found.first_day} to {found.last_day}" if found.days else "0"),
        ("model", found.model),
        ("passages", f"{found.passages:,}"),
        ("catalog", human_bytes(found.catalog_size)),
        ("vectors", f"{human_bytes(found.vectors_size)}: {'; '.join(shapes) or 'none'}"),
        ("lexical", human_bytes(found.lexical_size)),
        ("generation", f"{found.generation:,}"),
        ("stale", _stale(found)),
    ]


def _remote_rows(found: RemoteStatus) -> list[tuple[str, str]]:
    words = "searched by the server" if found.lexical else "not searched: the server cannot"
    pending = f"{found.pending:,} embeddings wait for the next `papersearch index`"
    return [
        ("index", found.address),
        ("papers", f"{found.papers:,}{_removed(found.removed)}"),
        ("digests", f"{found.digests:,}"),
        ("days", f"{found.first_day} to {found.last_day}" if found.first_day else "0"),
        ("model", found.model),
        ("passages", f"{found.passages:,}"),
        ("vectors", found.vectors),
        ("words", words),
        ("server", found.server),
        ("generation", f"{found.generation:,}"),
        ("stale", pending if found.pending else "nothing"),
    ]


def _removed(count: int) -> str:
    return f", and {count:,} removed by hand" if count else ""


def _stale(found: Status) -> str:
    where = "no longer where {} read (`papersearch sources`)"
    parts = [
        (
            found.changed,
            "digest has changed, or was read by another version",
            "digests have changed, or were read by another version",
        ),
        (
            found.vanished,
            f"digest is {where.format('it was')}",
            f"digests are {where.format('they were')}",
        ),
        (
            found.pending,
            "embedding waits for the next `papersearch index`",
            "embeddings wait for the next `papersearch index`",
        ),
        (
            found.dead,
            "old passage is still in the vectors, unseen",
            "old passages are still in the vectors, unseen",
        ),
    ]
    said = [f"{count:,} {one if count == 1 else more}" for count, one, more in parts if count]
    return "; ".join(said) or "nothing"
