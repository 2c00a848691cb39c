"""The parser on digests as they really are, where there are some."""

from __future__ import annotations

import re
from collections import Counter, defaultdict

import pytest

from papersearch.digest import dump, parse_bytes
from papersearch.digest.pages import read_markdown
from papersearch.digest.types import Digest
from papersearch.types.merging import merge
from papersearch.types.paper import Entry
from tests.digest import real

pytestmark = real.needs_real_digests

_PARSED_AWAY = re.compile(r"""[\W_]""")


@pytest.fixture(scope="module")
def parsed() -> dict[str, Digest]:
    return {name: read_markdown(text, name) for name, text in real.texts().items()}


def test_all_papers_are_read_without_a_problem(parsed: dict[str, Digest]) -> None:
    entries = [entry for digest in parsed.values() for entry in digest.entries]
    assert len(parsed) == 306
    assert len({entry.id for entry in entries}) == 4342
    assert [problem for digest in parsed.values() for problem in digest.problems] == []
    assert all(entry.title and entry.day and entry.sections and entry.url for entry in entries)


def test_no_letter_of_a_file_is_lost(parsed: dict[str, Digest]) -> None:
    """Every letter and digit of a digest is in an entry, but for the words of the format.

    Authors are looked at apart, since some digests list a name twice.
    """
    for name, text in real.texts().items():
        digest = parsed[name]
        authors, rest = _without_authors(text)
        names = {name for entry in digest.entries for name in entry.authors}
        assert {_letters(name) for name in re.split(r",\s*'?and |[,\[\]]", authors)} - {""} <= {
            _letters(name) for name in names
        }, name
        missing = Counter(_letters(rest)) - Counter(_letters(_all(digest)))
        missing -= Counter(_letters(_format_words(rest)))
        assert not missing, name


def test_export_reads_back_equal(parsed: dict[str, Digest]) -> None:
    found: dict[str, list[Entry]] = defaultdict(list)
    for digest in parsed.values():
        for entry in digest.entries:
            found[entry.id].append(entry)
    for entries in found.values():
        paper = merge(entries)
        assert merge(parse_bytes(dump(paper), "export.jsonl").entries) == paper


def _letters(text: str) -> str:
    return _PARSED_AWAY.sub("", text)


def _all(digest: Digest) -> str:
    return "".join(
        "".join(
            [
                entry.title,
                entry.url,
                str(entry.votes),
                entry.thumbnail,
                entry.video,
                *(section.label + section.text for section in entry.sections),
            ]
        )
        for entry in digest.entries
    )


def _without_authors(text: str) -> tuple[str, str]:
    """Return what the lines of authors say, and the text without them."""
    pattern = re.compile(r"^Authors:(.*)$", re.MULTILINE)
    return ",".join(pattern.findall(text)), pattern.sub("", text)


def _format_words(text: str) -> str:
    """Return the words that carry no content: headers, names of fields, tags, escapes."""
    pattern = r"^## Daily Papers.*|^Vote:|\[Watch Video\]|<[^<>]*>|\\u[0-9a-f]{4}|\\n"
    words = re.findall(pattern, text, re.MULTILINE)
    return "".join(words)
