"""What a reader does on the page: each a form that is posted, and a commit of its own.

A browser says where a form comes from, and the server heeds none of another site; a form also bears
a key that only a page of this server holds. Writing has a thread of its own, see
:class:`papersearch.server.engine.Engine`.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping, Sequence

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from papersearch.api.paper_index import PaperIndex
from papersearch.errors import InvalidQuery, InvalidWatch, PaperNotFound
from papersearch.server.engine import Engine
from papersearch.types.query import Query
from papersearch.types.watch import MAX_NAME, Watch
from papersearch.web.answers import THEME, THEMES, back, html, part_of, sent_form
from papersearch.web.cookies import LIFETIME
from papersearch.web.own import is_watched, owned
from papersearch.web.questions import FILTERS, Parameters
from papersearch.web.results import watch_of
from papersearch.web.views import Card, card

WAIT = 5.0
"""Seconds to wait for another writer."""

Act = Callable[[PaperIndex, Sequence[str]], object]

MARKS: Mapping[str, Act] = {
    "like": lambda index, ids: index.like(ids, wait=WAIT),
    "unlike": lambda index, ids: index.like(ids, undo=True, wait=WAIT),
    "dislike": lambda index, ids: index.dislike(ids, wait=WAIT),
    "undislike": lambda index, ids: index.dislike(ids, undo=True, wait=WAIT),
    "list": lambda index, ids: index.kept.put(ids, wait=WAIT),
    "unlist": lambda index, ids: index.kept.put(ids, undo=True, wait=WAIT),
    "tick": lambda index, ids: index.kept.tick(ids, wait=WAIT),
    "untick": lambda index, ids: index.kept.tick(ids, undo=True, wait=WAIT),
}
"""What buttons do with a paper, by their names; their values are ids."""


def routes(engine: Engine) -> list[Route]:
    """Return the routes of all forms that change something."""

    async def mark(request: Request) -> Response:
        fields = await sent_form(request)
        act = next((name for name in MARKS if fields.get(name)), "")
        if not act:
            raise InvalidQuery(f"nothing to do: there are {', '.join(MARKS)}")
        paper_id = fields[act][0]
        await engine.write(lambda index: MARKS[act](index, [paper_id]))
        if part_of(request) != "mark":
            return back(fields, f"p-{paper_id}")
        shown = await engine.run(lambda index: _card(index, paper_id))
        return html(request, "mark.html", card=shown)

    async def tag(request: Request) -> Response:
        fields = await sent_form(request)
        paper_id, undo = _one(fields, "id"), "undo" in fields
        name = _one(fields, "undo" if undo else "tag")
        await engine.write(lambda index: index.kept.tag([paper_id], [name], undo=undo, wait=WAIT))
        return back(fields, "own-of")

    async def note(request: Request) -> Response:
        fields = await sent_form(request)
        paper_id, text = _one(fields, "id"), "\n".join(fields.get("note", [""])[0].splitlines())
        await engine.write(lambda index: index.kept.note(paper_id, text, wait=WAIT))
        return back(fields, "own-of")

    async def watch(request: Request) -> Response:
        fields = await sent_form(request)
        asked = _asked(fields)
        await engine.write(lambda index: _watch(index, asked))
        return back(fields)

    async def unwatch(request: Request) -> Response:
        fields = await sent_form(request)
        name = _one(fields, "name")
        await engine.write(lambda index: index.watches.remove([name], wait=WAIT))
        return back(fields)

    async def read(request: Request) -> Response:
        fields = await sent_form(request)
        ids = frozenset(fields.get("id", ()))
        await engine.write(lambda index: mark_read(index, ids) if index.watches.all() else 0)
        return back(fields)

    async def theme(request: Request) -> Response:
        fields = await sent_form(request)
        chosen = _one(fields, "theme")
        if chosen not in THEMES:
            raise InvalidQuery(f"no theme {chosen!r}: there are {', '.join(THEMES)}")
        answer = back(fields)
        answer.headers["Set-Cookie"] = (
            f"{THEME}={chosen}; Max-Age={LIFETIME}; Path=/; HttpOnly; SameSite=strict"
        )
        return answer

    posts = {
        "mark": mark,
        "tag": tag,
        "note": note,
        "watch": watch,
        "unwatch": unwatch,
        "read": read,
        "theme": theme,
    }
    return [Route(f"/{name}", own, methods=["POST"]) for name, own in posts.items()]


def _one(fields: Mapping[str, list[str]], name: str) -> str:
    """Return the value of a field.

    Raises:
        InvalidQuery: there is none.
    """
    found = fields.get(name, [""])[0].strip()
    if not found:
        raise InvalidQuery(f"{name} is missing")
    return found


def _card(index: PaperIndex, paper_id: str) -> Card | None:
    try:
        return owned(index, [card(index.paper(paper_id))])[0]
    except PaperNotFound:  # of a paper that is gone, a mark can be taken back
        return None


def _asked(fields: Mapping[str, list[str]]) -> Watch:
    """Return the watch of a search.

    Raises:
        InvalidWatch: it has no words, or signs.
    """
    pairs = [(name, own) for name in FILTERS for own in fields.get(name, ())]
    found = watch_of(Query(_one(fields, "q"), filters=Parameters(pairs, FILTERS).standing()))
    if found is None:
        raise InvalidWatch("a watch looks for plain text")
    return found


def _watch(index: PaperIndex, asked: Watch) -> None:
    """Keep a watch, with a number behind its name where another has that."""
    if is_watched(index, asked):
        return
    taken = {own.name for own in index.watches.all()}
    endings = ("", *(f" ({number})" for number in range(2, len(taken) + 3)))
    names = (asked.name[: MAX_NAME - len(ending)].rstrip() + ending for ending in endings)
    name = next(own for own in names if own not in taken)
    index.watches.add(dataclasses.replace(asked, name=name), wait=WAIT)


def mark_read(index: PaperIndex, ids: frozenset[str]) -> int:
    """Mark as shown what the reader saw of the feed, not what came since; return how many."""
    found = index.feed()
    caught = tuple(own for own in found.caught if own.paper.id in ids)
    seen = {own.paper.id for own in caught}
    shown = {number: tuple(seen.intersection(theirs)) for number, theirs in found.shown.items()}
    index.mark_shown(dataclasses.replace(found, caught=caught, shown=shown), wait=WAIT)
    return len(caught)
