"""What the tools do: checked arguments into the same JSON payloads as on the command line."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from papersearch.errors import InvalidQuery, PaperNotFound
from papersearch.mcp_server.schemas import TOOLS
from papersearch.render.json_schema import Schema
from papersearch.render.payload import Payload, answer_payload, paper_payload, status_payload
from papersearch.render.terminal import escape, truncate
from papersearch.types import limits
from papersearch.types.dates import beginning
from papersearch.types.likeness import check_own
from papersearch.types.query import Filters, Query, check_length

if TYPE_CHECKING:
    from papersearch.api.paper_index import PaperIndex
    from papersearch.types.paper import Paper

Arguments = Mapping[str, Any]

_ONE_LINE = 300
_BITS = 128
"""Of whole numbers that are looked at: the validator writes them out, which fails for long ones."""


def call(index: PaperIndex, name: str, arguments: Arguments) -> Payload:
    """Return what the tool ``name`` gives for ``arguments``.

    Raises:
        InvalidQuery: the arguments are not what the tool takes.
        PapersearchError: the index cannot serve them.
    """
    check(next(tool.takes for tool in TOOLS if tool.name == name), arguments)
    return _CALLS[name](index, arguments)


def check(schema: Schema, arguments: Arguments) -> None:
    """Raise InvalidQuery, in one line, unless ``arguments`` meet the schema of a tool's input."""
    from jsonschema import Draft202012Validator
    from jsonschema.exceptions import best_match

    for name, value in arguments.items():
        if isinstance(value, int) and value.bit_length() > _BITS:
            raise InvalidQuery(f"{escape(name)[:80]}: is no number that can be meant")
    try:
        error = best_match(Draft202012Validator(schema).iter_errors(dict(arguments)))
    except RecursionError:  # the validator quotes what is wrong
        raise InvalidQuery("arguments nest too deep: give texts, numbers and lists") from None
    if error is None:
        return
    name = ".".join(map(str, error.absolute_path))
    said = _SAID.get(str(error.validator))
    # What the validator says by itself may quote a value of any length.
    what = said.format(error.validator_value) if said else error.message
    raise InvalidQuery(truncate(escape(f"{name}: {what}" if name else what), _ONE_LINE))


_SAID = {
    "type": "must be of type {}",
    "enum": "must be one of {}",
    "minimum": "must be at least {}",
    "maximum": "must be at most {}",
    "minLength": "must have at least {} characters",
    "maxLength": "must have at most {:,} characters",
    "maxItems": "must have at most {} items",
    "pattern": "is not written as the tool's description says",
}


def _search(index: PaperIndex, given: Arguments) -> Payload:
    check_length(given["query"], limits.SERVED_CHARACTERS)
    query = Query(
        given["query"],
        _k(given),
        given.get("mode", "hybrid"),
        _filters(given),
        given.get("diverse", False),
        given.get("explain", False),
        given.get("sort", "relevance"),
    )
    return answer_payload(index.ask(query), query)


def _similar(index: PaperIndex, given: Arguments) -> Payload:
    first = [given["paper_id"]] if "paper_id" in given else []
    liked = [_named(index, own).id for own in (*first, *given.get("also", ()))]
    unlike = [_named(index, own).id for own in given.get("unlike", ())]
    text = given.get("text", "")
    if text:
        check_own(text, limits.SERVED_OWN_CHARACTERS)
    filters = _filters(given)
    return answer_payload(
        index.similar(liked, _k(given), filters=filters, unlike=unlike, text=text)
    )


def _paper(index: PaperIndex, given: Arguments) -> Payload:
    return paper_payload(_named(index, given["paper_id"]))


def _named(index: PaperIndex, text: str) -> Paper:
    """Return a paper by id or link.

    Raises:
        PaperNotFound: the index has no such paper; the error says how a model finds one.
    """
    try:
        return index.paper(text)
    except PaperNotFound:
        wanted = truncate(escape(text), 80)
        raise PaperNotFound(f"no paper {wanted} in the index: search_papers finds ids") from None


def _status(index: PaperIndex, _given: Arguments) -> Payload:
    return status_payload(index.status())


_CALLS: dict[str, Callable[[PaperIndex, Arguments], Payload]] = {
    "search_papers": _search,
    "similar_papers": _similar,
    "get_paper": _paper,
    "corpus_status": _status,
}


def _k(given: Arguments) -> int:
    return int(given.get("k", 10))  # to JSON, 5.0 is an integer


def _filters(given: Arguments) -> Filters:
    votes = given.get("min_votes")
    return Filters(
        beginning(given.get("since", ""), given.get("last", ""), datetime.date.today()),
        given.get("until", ""),
        tuple(given.get("authors", ())),
        None if votes is None else int(votes),
        tuple(given.get("sections", ())),
        tuple(given.get("categories", ())),
    )
