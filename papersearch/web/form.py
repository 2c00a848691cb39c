"""What stands in the search form of the page, and the words that the page speaks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from urllib.parse import urlencode

from starlette.requests import Request

from papersearch.types.query import SORTS
from papersearch.types.watch import Watch
from papersearch.web.questions import FILTERS
from papersearch.web.words import Words, choose

SEARCH = ("q", *FILTERS, "day", "sort", "k", "offset")
ALIKE = ("id", "not")
SEVERAL = ("author", "section", "category")
"""Filters that an address may have several of; the form has a field for one."""

_PRESETS = ("", "7d", "1m", "6m", "1y")
_WHEN = ("since", "until", "last")


@dataclass(frozen=True, slots=True)
class Form:
    """What stands in the search form: as it was sent, right or wrong.

    ``path`` is where filters alone lead, with the parameters ``others``: a question leads to "/".
    """

    values: dict[str, str]
    language: str
    labels: list[str] = field(default_factory=list)
    presets: tuple[str, ...] = _PRESETS
    path: str = "/"
    others: tuple[tuple[str, str], ...] = ()

    def __getitem__(self, name: str) -> str:
        """Return a value, "" where there is none."""
        return self.values.get(name, "")

    @property
    def filters(self) -> tuple[tuple[str, str], ...]:
        """The filters that are set, but for those of time."""
        return tuple(own for own in self.narrowed if own[0] not in _WHEN)

    @property
    def is_narrowed(self) -> bool:
        """Whether any filter is set."""
        return bool(self.narrowed)

    @property
    def narrowed(self) -> list[tuple[str, str]]:
        """The filters that are set."""
        fields = [(name, self[name]) for name in FILTERS if self[name]]
        return [*fields, *(own for own in self.others if own[0] in SEVERAL)]

    @property
    def sorts(self) -> tuple[str, ...]:
        """How the papers can be ordered, first of all as they are by themselves."""
        return SORTS if self["q"] else SORTS[1:]

    @property
    def sort(self) -> str:
        """How the papers are ordered."""
        return self["sort"] or self.sorts[0]

    def sorted(self, sort: str) -> str:
        """Return the address of the same papers in another order."""
        wanted = "" if sort == self.sorts[0] else sort
        return self.address(sort=wanted, k="", offset="")

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """The parameters of the question, as they were sent."""
        return [*self.others, *self.values.items()]

    def at(self, path: str, others: Iterable[tuple[str, str]]) -> Form:
        """Return the form of another page, with parameters of its own."""
        return replace(self, path=path, others=(*self.others, *others))

    def address(self, path: str = "", *, keep: bool = True, **other: object) -> str:
        """Return the address of this search, with ``other`` values, or of ``path``."""
        kept = {**(self.values if keep else {}), "lang": self.language, **other}
        sent = list(self.others) if keep and not path else []
        sent += [(name, str(value)) for name, value in kept.items() if value not in ("", 0)]
        return (path or self.path) + (f"?{urlencode(sent)}" if sent else "")

    @property
    def cleared(self) -> str:
        """The address without filters."""
        kept = {name: value for name, value in self.values.items() if name not in FILTERS}
        others = tuple(own for own in self.others if own[0] not in SEVERAL)
        return replace(self, values={**kept, "k": "", "offset": ""}, others=others).address()

    @property
    def chips(self) -> list[tuple[str, str, str]]:
        """The filters that are set: name, value, and the address without it."""
        return [
            (name, value.removeprefix("="), self._without(name, value).address())
            for name, value in self.narrowed
        ]

    def _without(self, name: str, value: str) -> Form:
        return replace(
            self,
            values={
                own: kept
                for own, kept in self.values.items()
                if own not in ("k", "offset") and (own, kept) != (name, value)
            },
            others=tuple(own for own in self.others if own != (name, value)),
        )

    def paper(self, quoted: str) -> str:
        """Return the address of a paper, from which a search can be gone back to."""
        return self.address(f"/papers/{quoted}", keep=self.path == "/", k="", offset="")

    def watch(self, watch: Watch) -> str:
        """Return the address of the search that a watch keeps."""
        own = watch.filters
        votes = [] if own.min_votes is None else [("min_votes", str(own.min_votes))]
        several = {"author": own.authors, "section": own.sections, "category": own.categories}
        pairs = [(name, value) for name, values in several.items() for value in values]
        others = (("q", watch.text), *votes, *pairs)
        return replace(self, values={}, path="/", others=others).address()

    def day(self, day: str) -> str:
        """Return the address of a day, with the filters that do not say when."""
        return self.time("/", "day", day)

    def time(self, path: str, name: str, value: str) -> str:
        """Return the address of a page of some time, with the filters that do not say when."""
        return self.address(path, keep=False, **dict(self.filters), **{name: value})


def form_of(request: Request) -> Form:
    """Return what the form holds; empty fields of a form are as if they were not there."""
    sent = request.query_params
    values = {name: sent[name] for name in SEARCH if sent.get(name, "").strip()}
    if values.get("since") and values.get("last"):
        del values["last"]  # a date of one's own is more exact than a preset
    if any(values.get(name) for name in ("q", *_WHEN)):
        values.pop("day", None)  # a question goes beyond the day that was looked at
    more = [
        (name, value)
        for name in SEVERAL
        for value in sent.getlist(name)
        if value.strip() and value != values.get(name)
    ]
    language = choose(sent["lang"], "").language if sent.get("lang") else ""
    return Form(values, language, others=tuple(more))


def words_of(request: Request) -> Words:
    """Return the words of the language that is asked for."""
    accepted = request.headers.get("accept-language", "")
    return choose(request.query_params.get("lang", ""), accepted)
