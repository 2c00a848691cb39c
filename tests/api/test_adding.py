"""Papers made in Python, and vectors for other programs."""

from __future__ import annotations

import datetime
from typing import Any

import numpy as np
import pytest

from papersearch import Paper, PaperIndex, RemoteIndex, Section
from papersearch.embedding.fake import FakeEmbedder
from papersearch.errors import PaperNotFound, UsageError
from papersearch.text.passages import passages
from papersearch.types.arrays import unit


def test_records_are_read_as_those_of_a_digest(anywhere: PaperIndex | RemoteIndex) -> None:
    record = {
        "title": "Looped Lattices",
        "summary": "We loop lattices.",
        "date": datetime.date(2024, 8, 1),
        "votes": 7,
        "url": "https://arxiv.org/abs/2408.00001",
    }
    report = anywhere.add([record])
    assert (report.new, report.problems, report.notes) == (1, [], [])
    paper = anywhere.paper("2408.00001")
    assert (paper.title, paper.days, paper.votes) == ("Looped Lattices", ("2024-08-01",), 7)
    assert [section.text for section in paper.sections] == ["We loop lattices."]
    anywhere.add([{**record, "votes": 9}])
    assert anywhere.paper("2408.00001").votes == 9
    assert len(anywhere) == 4


def test_a_record_with_four_plain_fields_loses_none(anywhere: PaperIndex | RemoteIndex) -> None:
    record = {"title": "Plain Fields", "summary": "Said.", "date": "2024-08-02", "votes": 3}
    assert anywhere.add([record]).new == 1
    (paper,) = (own for own in anywhere.papers() if own.title == "Plain Fields")
    assert (paper.days, paper.votes, paper.sections[0].text) == (("2024-08-02",), 3, "Said.")


def test_a_paper_is_added_as_it_is(anywhere: PaperIndex | RemoteIndex) -> None:
    made = Paper(
        "2408.00002",
        "Made by Hand",
        (Section("Idea", "One idea."), Section("", "And more.")),
        days=("2024-08-01", "2024-08-03"),
        authors=("Ana Lima",),
        votes=4,
        url="https://arxiv.org/abs/2408.00002",
    )
    assert anywhere.add([made]).new == 1
    assert anywhere.paper("2408.00002") == made


def test_what_is_no_paper_adds_nothing(anywhere: PaperIndex | RemoteIndex) -> None:
    good = {"title": "Good", "summary": "x", "date": "2024-08-01"}
    wrong: list[tuple[Any, str]] = [
        ("a text", r"papers\[1\] is of the type str: give a Paper, or a mapping"),
        ({"title": object()}, r"papers\[1\] cannot be written as JSON"),
    ]
    for own, message in wrong:
        with pytest.raises(UsageError, match=message):
            anywhere.add([good, own])
    assert len(anywhere) == 3


def test_a_record_that_is_no_paper_is_told_of_at_its_place(
    anywhere: PaperIndex | RemoteIndex,
) -> None:
    good = {"title": "Good", "summary": "x", "date": "2024-08-01"}
    report = anywhere.add([good, {"votes": "many"}])
    assert report.new == 1
    assert [note.line for note in report.notes] == [2]


def test_vectors_are_the_middles_of_passages(
    anywhere: PaperIndex | RemoteIndex, embedder: FakeEmbedder
) -> None:
    ids, rows = anywhere.vectors()
    assert (
        ids == sorted(ids) == [paper.id for paper in sorted(anywhere.papers(), key=lambda p: p.id)]
    )
    assert rows.shape == (3, 64)
    assert rows.dtype == np.float32
    for id_, row in zip(ids, rows, strict=True):
        texts = [passage.text for passage in passages(anywhere.paper(id_))]
        middle = unit(embedder.embed_passages(texts).sum(axis=0, keepdims=True))[0]
        np.testing.assert_allclose(row, middle, atol=2e-3)


def test_vectors_come_in_the_order_that_was_asked_for(anywhere: PaperIndex | RemoteIndex) -> None:
    ids, rows = anywhere.vectors()
    asked = [f"https://arxiv.org/abs/{ids[2]}", ids[0]]
    some, own = anywhere.vectors(asked)
    assert some == [ids[2], ids[0]]
    np.testing.assert_array_equal(own, rows[[2, 0]])
    assert anywhere.vectors([])[1].shape[0] == 0
    with pytest.raises(PaperNotFound, match=r"no paper 1111\.11111"):
        anywhere.vectors(["1111.11111"])
