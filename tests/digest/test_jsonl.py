from __future__ import annotations

import datetime

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from papersearch.digest import jsonl, records
from papersearch.digest.reader import parse_bytes
from papersearch.types.merging import merge
from papersearch.types.paper import Paper, Section

# What a text holds: everything but lone surrogates and control characters.
_controls = "".join(map(chr, range(32))).replace("\t", "").replace("\n", "")
_characters = st.characters(exclude_categories=["Cs"], exclude_characters=_controls)
_texts = st.text(_characters, max_size=30)
_days = st.dates(datetime.date(1990, 1, 1), datetime.date(2090, 1, 1)).map(str)
_papers = st.builds(
    Paper,
    id=_texts.filter(lambda text: text and text.isprintable() and " " not in text),
    title=_texts.filter(bool),
    sections=st.lists(st.builds(Section, _texts, _texts, _texts), max_size=4).map(tuple),
    days=st.sets(_days, max_size=3).map(lambda days: tuple(sorted(days))),
    authors=st.lists(_texts, max_size=4).map(tuple),
    authors_cut=st.just(False),
    votes=st.none() | st.integers(0, 10**6),
    url=_texts,
    thumbnail=_texts,
    video=_texts,
    code=_texts,
    categories=st.lists(_texts, max_size=3).map(tuple),
    venue=_texts,
)


@given(_papers)
def test_what_is_dumped_is_read_back_equal(paper: Paper) -> None:
    digest = records.read_lines(jsonl.dump(paper), "export.jsonl")
    assert not digest.problems
    assert merge(digest.entries) == paper


@given(st.text())
def test_no_text_raises(text: str) -> None:
    digest = records.read_lines(text, "a.jsonl")
    assert all(1 <= problem.line <= text.count("\n") + 1 for problem in digest.problems)


@pytest.mark.parametrize(
    ("record", "message"),
    [
        ("[]", "no object"),
        ('{"id": ', "no valid JSON"),
        ('{"votes": 3, "days": []}', "neither 'id' nor 'title'"),
        ('{"id": "a b", "days": []}', "'a b' is no 'id'"),
        ('{"id": "a", "days": ["4 July"]}', "'4 July' in 'days' is no day"),
        ('{"id": "a", "votes": -1, "days": []}', "'votes' is neither"),
        ('{"id": "a", "votes": true, "days": []}', "'votes' is neither"),
        ('{"id": "a", "title": 7, "days": []}', "'title' is of the wrong type"),
        ('{"id": "a", "authors": [7], "days": []}', "'authors' holds something else"),
        ('{"id": "a", "sections": ["x"]}', "'sections' holds something else"),
        (
            '{"id": "a", "days": [], "sections": [{"label": "", "text": "x", "source": 7}]}',
            "'source' is of the wrong type",
        ),
        ('{"id": "a", "days": [], "code": []}', "'code' is of the wrong type"),
        ('{"id": "a", "days": [], "venue": 7}', "'venue' is of the wrong type"),
        ('{"id": "a", "days": [], "categories": "cs.CL"}', "'categories' is of the wrong type"),
        ('{"id": "a", "days": [], "categories": [7]}', "'categories' holds something else"),
    ],
)
def test_a_line_that_cannot_be_read_costs_only_itself(record: str, message: str) -> None:
    good = orjson.dumps({"id": "2407.00001", "title": "A"}).decode()
    digest = records.read_lines(f"{good}\n{record}\n\n{good}", "a.jsonl")
    assert len(digest.entries) == 2
    (problem,) = digest.problems
    assert problem.line == 2
    assert message in problem.message


def test_records_of_hugging_face_may_stand_one_a_line() -> None:
    line = '{"paper": {"id": "2407.00001", "title": "A", "summary": "b"}}'
    digest = parse_bytes(f"{line}\n{line}\n".encode(), "a.jsonl")
    assert [entry.sections for entry in digest.entries] == [(Section("Abstract", "b"),)] * 2
