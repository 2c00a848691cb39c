"""What a record holds, sorted by what its keys mean, whatever nests within it."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from papersearch.digest.names import meaning, plainly

_MOST_LAYERS = 16
_MOST_VALUES = 2_000
_HOLDERS = frozenset(
    "paper|details|detail|content|metadata|meta|info|article|work|attributes|fields|data|item|"
    "publication|record|document|doc|node|row|basic info|paper info|paper details|arxiv metadata|"
    "arxiv info|primary location|bib|entry|raw|core data|preprint|header".split("|")
)
_OF_PAPERS = frozenset(("title", "paper title", "abstract", "arxiv id", "paper id"))
_LED_TO = frozenset(("code", "project", "pdf", "video"))
_WRAPPED = ("value", "$", "#text", "rendered")
_LANGUAGES = frozenset(
    "zh|cn|ko|kr|ja|jp|en|es|fr|de|vi|ru|pt|it|ar|tr|zh cn|zh hans|zh tw|zh hant|chinese|korean|"
    "japanese|english|spanish|french|german|vietnamese|russian|translated|translation|original|"
    "中文|日本語|한국어|한글".split("|")
)
_LABELS, _TARGETS = ("name", "label", "title", "text", "type"), ("url", "href", "link")
_WEAK = frozenset(
    "name|display name|headline|publisher|comment|comments|备注|created|"
    "created at|creationdate|cdate|odate|"
    "first author|corresponding author|last author|source|repository|text|body|note|notes".split(
        "|"
    )
)


@functools.lru_cache(maxsize=8192)
def sense(key: str) -> tuple[str, str, bool]:
    """Return what a key means, its name in plain words, and whether it rather means something else.

    ``title_zh`` means "own title", so that a translation is told from what it translates.
    """
    if key[:1].isdigit():
        return "", key, False
    name = plainly(key)
    found = meaning(key).replace("section", "")
    if not found and (base := _without_language(name)):
        base_meaning = meaning(base)
        if base_meaning in ("title", "abstract", "summary", "keywords"):
            found = f"own {base_meaning}"
    return found, name, name in _WEAK


def _without_language(name: str) -> str:
    words = name.split()
    for count in (1, 2):
        if len(words) > count and " ".join(words[-count:]) in _LANGUAGES:
            return " ".join(words[:-count])
        if len(words) > count and " ".join(words[:count]) in _LANGUAGES:
            return " ".join(words[count:])
    return ""


def unwrapped(value: Any) -> Any:
    """Return what ``{"value": ...}`` holds, as reviews have it; anything else as it is."""
    if type(value) is dict and len(value) <= 4:
        for key in _WRAPPED:
            if key in value:
                return value[key]
    return value


class Layers:
    """The values of a record by meaning, inner before outer, what is strong before what is weak.

    ``known`` has pairs of a plain name and a value, ``own`` those of names without a meaning, in
    the order of the record. ``reviewed`` says that it is a note as OpenReview has them.
    """

    __slots__ = ("known", "own", "reviewed", "wrapped")

    def __init__(self, record: Mapping[str, Any]) -> None:
        self.known: dict[str, list[tuple[str, Any]]] = {}
        self.own: list[tuple[str, Any]] = []
        layers = _layers(record)
        self.wrapped = len(layers) > 1 and isinstance(record.get("paper"), dict)
        self.reviewed = len(layers) > 1 and _is_note(record)
        weak: list[tuple[str, str, Any]] = []
        for layer in layers:
            self._take(layer, layers, weak)
        for found, name, value in weak:
            self.known.setdefault(found, []).append((name, value))

    def _take(
        self,
        layer: Mapping[str, Any],
        layers: list[Mapping[str, Any]],
        weak: list[tuple[str, str, Any]],
    ) -> None:
        for key, given in layer.items():
            value = unwrapped(given) if type(given) is dict else given
            if value is None or value == "" or value == [] or value == {}:
                continue
            if type(value) is dict and len(layers) > 1 and any(value is own for own in layers):
                continue
            found, name, is_weak = sense(key)
            if found == "url" and type(value) in (dict, list):
                value = self._without_links(value)
            if not found:
                self.own.append((name, value))
            elif is_weak:
                weak.append((found, name, value))
            else:
                self.known.setdefault(found, []).append((name, value))

    def _without_links(self, value: Any) -> Any:
        """Take the links that say what they lead to, such as code; return the others."""
        pairs = value.items() if type(value) is dict else map(_labelled, value[:_MOST_VALUES])
        others = []
        for label, own in pairs:
            meant = sense(label)[0]
            if meant in _LED_TO and type(own) is str:
                self.known.setdefault(meant, []).append((sense(label)[1], own))
            else:
                others.append((label, own))
        if len(others) == len(value):
            return value
        return dict(others) if type(value) is dict else [own for _, own in others]

    def values(self, meant: str) -> Sequence[tuple[str, Any]]:
        """Return the names and values of fields that mean this, in their order."""
        return self.known.get(meant, ())

    def texts(self, *meanings: str) -> Iterator[tuple[str, str]]:
        """Yield the names and texts of fields, those within lists and objects one by one."""
        for name, value in [pair for own in meanings for pair in self.known.get(own, ())]:
            if type(value) is str:
                yield name, value
            else:
                yield from ((name, text) for text in leaves(value))


def _labelled(link: Any) -> tuple[str, Any]:
    """Return what a link of a list says that it leads to, and where; "" and the link itself."""
    if type(link) is dict:
        label = next((own for key in _LABELS if type(own := link.get(key)) is str), "")
        where = next((own for key in _TARGETS if type(own := link.get(key)) is str), "")
        if label and where:
            return label, where
    return "", link


def _layers(record: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return the record and what of it describes the same paper, the innermost first."""
    layers: list[Mapping[str, Any]] = [record]
    for layer in layers:
        unnamed: list[Mapping[str, Any]] = []
        for key, value in layer.items():
            if type(value) is dict and len(layers) < _MOST_LAYERS:
                if is_layer(key, value):
                    layers.append(value)
                elif not sense(key)[0] and any(sense(own)[1] in _OF_PAPERS for own in value):
                    unnamed.append(value)
        layers += unnamed if len(unnamed) == 1 else []
    return layers[::-1]


def _is_note(record: Mapping[str, Any]) -> bool:
    content = record.get("content")
    if type(content) is not dict:
        return False
    if "invitation" in record or "invitations" in record:
        return True
    title = content.get("title")
    return type(title) is dict and title.keys() == {"value"}


def is_layer(key: str, value: dict[str, Any]) -> bool:
    """Whether what stands under a key is named as what describes the paper that is around it."""
    return sense(key)[1] in _HOLDERS and not any(own in value for own in _WRAPPED)


def leaves(value: Any) -> Iterator[str]:
    """Yield the texts within a value, in order, as many as a record may have."""
    pending = [value]
    for _ in range(_MOST_VALUES):
        if not pending:
            return
        own = pending.pop()
        if type(own) is str:
            yield own
        elif type(own) is dict:
            pending += reversed(own.values())
        elif type(own) is list:
            pending += reversed(own[:_MOST_VALUES])
