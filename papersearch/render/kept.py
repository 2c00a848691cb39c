"""What a reader keeps of papers in every format: tags, notes and the reading list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from papersearch.render.facts import date, published, votes
from papersearch.render.hits import CITATIONS, FORMATS, cited, csv_rows, ids
from papersearch.render.markdown import escape_markdown, link
from papersearch.render.payload import paper_facts, to_json
from papersearch.render.table import beside, room_beside
from papersearch.render.terminal import ELLIPSIS, Style, escape, wrap
from papersearch.types.kept import Kept
from papersearch.types.paper import Paper

if TYPE_CHECKING:
    from papersearch.render import payload_types as types

NOTE_LINES = 5
"""Lines of a note that a list shows."""

COLUMNS = (
    "id title date votes tags note listed read authors url code categories venue indexed"
).split()
_GONE = "(not in the index now)"
_MARKS = {True: "[x]", False: "[ ]"}


class KeptOf(NamedTuple):
    """What is kept of a paper, by its id; without a paper where the index has none now."""

    id: str
    kept: Kept
    paper: Paper | None


def render_kept(found: Sequence[KeptOf], format_: str, *, style: Style | None = None) -> str:
    """Return what is kept of papers in one of ``FORMATS``; ``style`` matters to the table alone.

    Raises:
        ValueError: there is no such format.
    """
    papers = [own.paper for own in found if own.paper]
    if format_ == "table":
        return _table(found, style or Style())
    if format_ == "json":
        return to_json(kept_payload(found))
    if format_ == "jsonl":
        return "".join(to_json(paper_kept_payload(own), indent=False) + "\n" for own in found)
    if format_ == "csv":
        return csv_rows(COLUMNS, map(paper_kept_payload, found))
    if format_ == "markdown":
        return "\n".join(line for own in found for line in _markdown(own))
    if format_ == "ids":
        return ids(own.id for own in found)
    if format_ in CITATIONS:
        return cited(papers, format_)
    raise ValueError(f"no format {format_!r}: choose one of {', '.join(FORMATS)}")


def kept_payload(found: Sequence[KeptOf]) -> types.KeptPapers:
    """Return what is kept of papers."""
    return {"count": len(found), "papers": [paper_kept_payload(own) for own in found]}


def paper_kept_payload(own: KeptOf) -> types.KeptPaper:
    """Return a paper with what is kept of it; of one that is gone there is only the id."""
    return {
        **paper_facts(own.paper or Paper(own.id, "")),
        "indexed": own.paper is not None,
        "tags": list(own.kept.tags),
        "note": own.kept.note,
        "listed": own.kept.listed,
        "read": own.kept.read,
    }


def render_tags(tags: Mapping[str, int], format_: str) -> str:
    """Return tags, each with how many papers have it, as a "table" or as "json"."""
    if format_ == "json":
        own = [{"tag": tag, "papers": count} for tag, count in tags.items()]
        return to_json({"count": len(own), "tags": own})
    columns = max((len(f"{count:,}") for count in tags.values()), default=0)
    return "\n".join(f"{count:>{columns},}  {escape(tag)}" for tag, count in tags.items())


def note_lines(note: str) -> list[str]:
    """Return the lines of a note, each with nothing in it that a terminal obeys."""
    return [escape(line) for line in note.split("\n")] if note else []


def list_state(kept: Kept) -> str:
    """Return since when a paper is on the reading list and when it was read, "" for neither."""
    read = f", read {kept.read[:10]}" if kept.read else ""
    return f"since {kept.listed[:10]}{read}" if kept.listed else ""


def _table(found: Sequence[KeptOf], style: Style) -> str:
    marked = any(own.kept.listed for own in found)
    return "\n\n".join("\n".join(_block(own, style, marked=marked)) for own in found)


def _block(own: KeptOf, style: Style, *, marked: bool) -> list[str]:
    """Return a paper, its tags and the beginning of its note; ``marked`` ones say if it is read."""
    mark = _MARKS[bool(own.kept.read)] if own.kept.listed else "   "
    head = f"{mark}  " if marked else ""
    room = room_beside(head, style)
    state = f"on the list {list_state(own.kept)}" if own.kept.listed else ""
    tags = ", ".join(map(escape, own.kept.tags))
    lines = [
        *(style.dim(line) for line in wrap(state, room)),
        *wrap(f"tags: {tags}" if tags else "", room),
        *_beginning(own.kept.note, room),
    ]
    if own.paper is not None:
        return beside(head, own.paper, lines, style)
    return [f"{head}{escape(own.id)}  {_GONE}", *(" " * len(head) + line for line in lines)]


def _beginning(note: str, columns: int) -> list[str]:
    lines = [part for line in note_lines(note) for part in wrap(line, columns - 2)]
    cut = [ELLIPSIS] if len(lines) > NOTE_LINES else []
    return [f"| {line}" for line in [*lines[: NOTE_LINES - len(cut)], *cut]]


def _markdown(own: KeptOf) -> list[str]:
    """Return a paper as an item of a list, one to be ticked where it is on the reading list."""
    box = f"{_MARKS[bool(own.kept.read)]} " if own.kept.listed else ""
    if own.paper is None:
        title, facts = f"{escape_markdown(own.id)} {_GONE}", []
    else:
        title = f"**{link(own.paper.title or own.id, own.paper.url)}**"
        facts = [date(own.paper), votes(own.paper), *published(own.paper)]
    tags = f"tags: {', '.join(own.kept.tags)}" if own.kept.tags else ""
    known = [escape_markdown(fact) for fact in (*facts, tags) if fact]
    lines = [f"- {box}{title}" + (f" ({', '.join(known)})" if known else "")]
    said = own.kept.note.split("\n") if own.kept.note else []
    return [*lines, *map(_quoted, said)]


def _quoted(line: str) -> str:
    """Return a line of a note as a quotation, of which it stays a line: two spaces break it."""
    return f"  > {escape_markdown(line.rstrip())}  " if line.strip() else "  >"
