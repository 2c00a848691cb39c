"""No reader of records raises, whatever it reads, and all that they give is within the limits."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from papersearch.digest import records
from papersearch.digest.bounds import within_limits
from papersearch.digest.types import Digest

READERS: list[Callable[[str, str], Digest]] = [
    records.read_json,
    records.read_lines,
    records.read_yaml,
    records.read_table,
    records.read_feed,
    records.read_bibtex,
    records.read_ris,
    records.read_pairs,
]
KEYS = st.sampled_from(
    "title name url link id arxiv_id authors abstract summary date published paper content details "
    "value papers data tldr AI votes stars categories keywords venue comments image code "
    "2503.00001 2025-03-04 title_zh sections days label text externalIds authors_parsed".split()
)
TEXTS = st.one_of(
    st.text(max_size=20),
    st.sampled_from(
        [
            "https://arxiv.org/abs/2503.00001",
            "2503.00001v2",
            "2025-03-04",
            "|**2025-03-04**|**A title**|A et.al.|[x](http://arxiv.org/abs/2503.00001)|",
            "{'title': 'A title', 'url': 'https://arxiv.org/abs/2503.00001'}",
            "One, Ada; Two, Ben",
            "<p>A <b>bold</b> text</p>",
        ]
    ),
)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 2**40) | st.floats(allow_nan=False) | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=5),
    max_leaves=25,
)
PIECES = st.lists(
    st.sampled_from(
        "@article{ } , = { \" \\'e title author TY__-_JOUR TI__-_x Title: URL: --- <item> </item> "
        "<title> <entry> &x; <![CDATA[ ]]> - : [ ] ? | > & * ' # % $ "
        "https://arxiv.org/abs/2503.00001 title,url \t".split(" ")
    )
    | st.just("\n")
    | st.text(max_size=5),
    max_size=40,
).map(lambda own: "".join(own).replace("_", " "))


def check(digest: Digest) -> None:
    for entry in digest.entries:
        assert entry.id
        assert within_limits(entry) == (entry, [])
        assert all(section.text for section in entry.sections)
        assert not entry.url or entry.url.startswith(("http://", "https://")) or entry.votes == 0
    assert all(problem.line >= 1 for problem in (*digest.problems, *digest.notes))


@pytest.mark.parametrize("reader", READERS, ids=lambda own: own.__name__)
@given(text=st.text() | PIECES)
def test_no_text_raises(reader: Callable[[str, str], Digest], text: str) -> None:
    reader(text, "a")


@pytest.mark.slow
@given(VALUES)
def test_any_document_of_known_keys_is_read(document: Any) -> None:
    check(records.read_document(document, "", "a.json"))
    check(records.read_lines(orjson.dumps({"a": document}), "a.jsonl"))


@pytest.mark.slow
@given(st.lists(VALUES, max_size=4))
def test_python_is_read_as_json_is(document: list[Any]) -> None:
    try:
        text = orjson.dumps(document).decode()
    except orjson.JSONEncodeError:
        return
    assert records.load_python(str(orjson.loads(text))) in (orjson.loads(text), None)
