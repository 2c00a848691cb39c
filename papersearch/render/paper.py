"""One paper, whole."""

from __future__ import annotations

from papersearch.render.facts import place, votes
from papersearch.render.hits import CITATIONS, cited
from papersearch.render.kept import list_state, note_lines
from papersearch.render.markdown import entry_markdown, is_nested
from papersearch.render.payload import paper_payload, to_json
from papersearch.render.table import rows
from papersearch.render.terminal import Style, escape, wrap
from papersearch.types.kept import Kept
from papersearch.types.paper import Paper, Section

PAPER_FORMATS = ("table", "json", "markdown", *CITATIONS)
_NOTHING = Kept()
_INDENT = 8
"""Columns that the line of a note is indented at the most."""


def render_paper(
    paper: Paper, format_: str, *, style: Style | None = None, kept: Kept = _NOTHING
) -> str:
    """Return ``paper`` in one of ``PAPER_FORMATS``; the table says what is ``kept`` of it, too.

    Raises:
        ValueError: there is no such format.
    """
    if format_ == "table":
        return _page(paper, kept, style or Style())
    if format_ == "json":
        return to_json(paper_payload(paper))
    if format_ == "markdown":
        return entry_markdown(paper)
    if format_ in CITATIONS:
        return cited([paper], format_)
    raise ValueError(f"no format {format_!r}: choose one of {', '.join(PAPER_FORMATS)}")


def _page(paper: Paper, kept: Kept, style: Style) -> str:
    names = ", ".join([*paper.authors, *(["and others"] if paper.authors_cut else [])])
    facts = [
        ("paper", place(paper)),
        ("days", ", ".join(paper.days)),
        ("votes", votes(paper).split(" ")[0]),
        ("authors", names),
        ("venue", paper.venue),
        ("subjects", ", ".join(paper.categories)),
        ("code", paper.code),
        ("picture", paper.thumbnail),
        ("video", paper.video),
        ("tags", ", ".join(kept.tags)),
        ("reading list", list_state(kept)),
    ]
    title = [style.bold(line) for line in wrap(escape(paper.title), style.columns)]
    blocks = ["\n".join(title), rows([fact for fact in facts if fact[1]], style)]
    if kept.note:
        blocks.append("\n".join([style.bold("Note"), *_note(kept.note, style)]))
    blocks += ["\n".join(_section(section, style)) for section in paper.sections]
    return "\n\n".join(block for block in blocks if block)


def _note(note: str, style: Style) -> list[str]:
    lines = []
    for line in note_lines(note):
        text = line.strip(" ")
        indent = " " * (2 + min(len(line) - len(line.lstrip(" ")), _INDENT))
        room = max(style.columns - len(indent), 12)
        lines += [f"{indent}{part}".rstrip(" ") for part in wrap(text, room) or [""]]
    return lines


def _section(section: Section, style: Style) -> list[str]:
    said_by = f" ({escape(section.source)})" if section.source else ""
    label = f"{escape(section.label)}{said_by}".strip()
    lines = [style.bold(line) for line in wrap(label, style.columns)]
    for text in section.text.split("\n"):
        indent = "    " if is_nested(text) else "  "
        bullet = escape(text.strip()) if is_nested(text) else f"- {escape(text.strip())}"
        first, *more = wrap(bullet, max(style.columns - len(indent) - 2, 12)) or [""]
        lines += [indent + first, *(f"{indent}  {line}" for line in more)]
    return lines
