"""JSON that nests, and papers that have more of something than is taken."""

from __future__ import annotations

import contextlib
import random
from collections.abc import Callable, Iterator

import orjson

from papersearch.types import limits

_FIELDS = (
    *("id", "title", "summary", "upvotes", "authors", "publishedAt", "submittedOnDailyAt"),
    *(
        "mediaUrls",
        "thumbnail",
        "url",
        "days",
        "votes",
        "sections",
        "authors_cut",
        "paper",
        "papers",
    ),
)
_LOWERED = {
    "FILE_ENTRIES": 20,
    "FILE_LINES": 100,
    "LINE_BYTES": 2_000,
    "JSON_VALUES": 300,
    "MARKDOWN_LINE_CHARACTERS": 800,
    "ID_CHARACTERS": 20,
    "TITLE_CHARACTERS": 50,
    "URL_CHARACTERS": 60,
    "TEXT_CHARACTERS": 400,
    "SECTIONS": 12,
    "LABEL_CHARACTERS": 10,
    "SOURCE_CHARACTERS": 10,
    "CATEGORIES": 5,
    "CATEGORY_CHARACTERS": 12,
    "VENUE_CHARACTERS": 30,
    "AUTHORS": 15,
    "AUTHOR_CHARACTERS": 12,
    "BYLINE_BYTES": 150,
    "DAYS": 10,
    "VOTES": 1_000,
}


@contextlib.contextmanager
def lowered(really: bool) -> Iterator[None]:
    """Let a little be too much in the body, so that it can be tried often."""
    before = {name: getattr(limits, name) for name in _LOWERED}
    try:
        for name, value in _LOWERED.items() if really else ():
            setattr(limits, name, value)
        yield
    finally:
        for name, value in before.items():
            setattr(limits, name, value)


def nested(chosen: random.Random) -> tuple[bytes, str]:
    """Return JSON that is deep or wide somewhere, now and then cut off, and a name for it."""
    field = chosen.choice(_FIELDS)
    odd = _deep(chosen) if chosen.random() < 0.6 else _wide(chosen)
    inner = b'"id": "2407.%05d", "title": "T", "%s": %s' % (_number(chosen), field.encode(), odd)
    data = chosen.choice(
        (
            odd,
            b"{%s}" % inner,
            b"[{%s}]" % inner,
            b'[{"paper": {%s}}]' % inner,
            b'{"papers": [{"paper": {%s}, "%s": %s}]}' % (inner, field.encode(), odd),
            b'{"id": "2407.00009", "title": "T"}\n{%s}\n' % inner,
            b"### [T](https://arxiv.org/abs/2407.00001)\n\n- %s\n" % odd,
        )
    )
    if chosen.random() < 0.1:
        data = data[: chosen.randrange(len(data) + 1)]
    return data, chosen.choice(("a.json", "a.jsonl", "a.md", "-"))


def _deep(chosen: random.Random) -> bytes:
    depth = chosen.choice((3, 20, 21, 200, 990, 1_000, 1_024, 1_030, 5_000))
    opened, closed = chosen.choice(((b"[", b"]"), (b'{"a":', b"}"), (b'[{"a":', b"}]")))
    return opened * depth + chosen.choice((b"1", b'"x"', b"null")) + closed * depth


def _wide(chosen: random.Random) -> bytes:
    count = chosen.choice((2, 30, 400, 3_000))
    value = chosen.choice((b"1", b"[]", b"{}", b'"x"', b"null", b"1e300", b'{"label": "x"}'))
    if chosen.random() < 0.3:
        return b"{%s}" % b",".join(b'"k%d": %s' % (n, value) for n in range(count))
    return b"[%s]" % b",".join([value] * count)


def more_than_is_taken(chosen: random.Random, most: int) -> tuple[bytes, str]:
    """Return a paper of which something is too long or too many, up to ``most`` times a word."""
    made: Callable[[random.Random, int], tuple[bytes, str]]
    made = chosen.choice((_markdown, _line, _record))
    return made(chosen, most)


def _many(chosen: random.Random, most: int) -> int:
    return chosen.choice((1, most // 4, most, most * 4))


def _words(chosen: random.Random, most: int, between: str = " ") -> str:
    word = chosen.choice(("word", "토큰", "é", "👩", "a-b", "x1"))
    return between.join(f"{word}{n}" for n in range(_many(chosen, most)))


def _markdown(chosen: random.Random, most: int) -> tuple[bytes, str]:
    label = chosen.choice(("- **L{n}**: ", "- ", "  - ", "", "1. ", "**L{n}**\n- "))
    bullets = "".join(
        f"{label.format(n=n)}{_words(chosen, 2)}\n" for n in range(_many(chosen, most))
    )
    heading = chosen.choice((_words(chosen, most // 4), "T"))
    address = chosen.choice((f"https://arxiv.org/abs/2407.{_number(chosen):05}", "x" * most * 3))
    return (
        f"### [{heading}]({address})\n\nVote: {10 ** chosen.choice((1, 9, 11))}\n"
        f"Authors: {_words(chosen, most, ', ')}\n\n{bullets}\n"
        f"### [Next](https://arxiv.org/abs/2407.{_number(chosen):05})\n\n- {_words(chosen, most)}\n"
    ).encode(), "a.md"


def _fields(chosen: random.Random, most: int) -> dict[str, object]:
    return {
        "id": chosen.choice((f"2407.{_number(chosen):05}", "i" * _many(chosen, most))),
        "title": _words(chosen, most // 4),
        "thumbnail": "u" * _many(chosen, most),
        "authors": [f"Author {n}" for n in range(_many(chosen, most))],
    }


def _line(chosen: random.Random, most: int) -> tuple[bytes, str]:
    count = _many(chosen, most)
    record = _fields(chosen, most) | {
        "votes": 10 ** chosen.choice((1, 9, 15)),
        "code": "u" * _many(chosen, most),
        "categories": _words(chosen, most).split(),
        "venue": _words(chosen, most),
        "days": [f"20{n % 100:02}-{1 + n // 100 % 12:02}-01" for n in range(count)],
        "sections": [
            {"label": _words(chosen, 2), "text": _words(chosen, 3), "source": _words(chosen, 2)}
            for _ in range(_many(chosen, most))
        ],
    }
    lines = [{"id": f"2407.{_number(chosen):05}", "title": "T"}] * chosen.choice((1, 25))
    return b"\n".join(map(orjson.dumps, [record, *lines])), "a.jsonl"


def _record(chosen: random.Random, most: int) -> tuple[bytes, str]:
    inner = _fields(chosen, most) | {
        "summary": _words(chosen, most, "\n\n"),
        "upvotes": 10 ** chosen.choice((1, 9, 15)),
    }
    other = {"paper": {"id": f"2407.{_number(chosen):05}", "title": "T"}}
    return orjson.dumps([{"paper": inner}] + [other] * chosen.choice((1, 25))), "a.json"


def _number(chosen: random.Random) -> int:
    return chosen.randrange(300)
