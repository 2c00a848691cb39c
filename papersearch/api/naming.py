"""Which paper people name: by its id, or by any writing of its address."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable
from typing import TypeVar, cast

from papersearch.errors import PaperNotFound
from papersearch.store.protocol import SearchStore
from papersearch.types.paper import Paper
from papersearch.types.query import ids_named

_T = TypeVar("_T")
_LIKE_A_NUMBER = r"(?i)\s*(?:arxiv\s?:\s?)?\d{4}\.\d{1,9}(?:v\d{1,3})?\s*"


def found(look: Callable[[str], _T], text: str, place: str) -> _T:
    """Return what ``look`` finds for the first id that ``text`` may stand for.

    Raises:
        PaperNotFound: it finds none; the error names what was written and ``place``.
        InvalidQuery: the text is longer than any id.
    """
    for wanted in ids_named(_encodable(text)):
        try:
            return look(wanted)
        except PaperNotFound:
            continue
    raise PaperNotFound(f"no paper {text.strip()} in {place}: {_hint(text)}")


def id_in(store: SearchStore, text: str, place: str) -> str:
    """Return the id of the paper in ``store`` that ``text`` stands for; the paper is not read.

    Raises:
        PaperNotFound, InvalidQuery: as :func:`found` does.
    """

    def look(wanted: str) -> str:
        if not store.nums([wanted]):
            raise PaperNotFound(wanted)
        return wanted

    return found(look, text, place)


def several(given: Iterable[_T]) -> list[_T]:
    """Return what was given as a list; a text or a path is one, not its letters."""
    if isinstance(given, str | os.PathLike):
        return [cast("_T", given)]
    return list(given)


def all_named(texts: Iterable[str]) -> list[str]:
    """Return all ids that ``texts`` may stand for, each once."""
    return list(dict.fromkeys(own for text in texts for own in ids_named(_encodable(text))))


def ids_of(look: Callable[[str], Paper], texts: Iterable[str], place: str) -> list[str]:
    """Return the ids of the papers that ``look`` finds for ``texts``, each once.

    Raises:
        PaperNotFound, InvalidQuery: as :func:`found` does, of any of them.
    """
    return list(dict.fromkeys(found(look, text, place).id for text in texts))


def _encodable(text: str) -> str:
    """Return a text that stores can be asked for: half a character is a question mark."""
    return text.encode(errors="replace").decode()


def _hint(text: str) -> str:
    number = re.fullmatch(_LIKE_A_NUMBER, text)
    if number and not re.fullmatch(r"\D*\d{4}\.\d{4,5}(?:v\d{1,3})?\s*", text):
        return "it has no 4 or 5 digits behind the dot, as arXiv numbers do"
    return "`papersearch query` finds ids"
