"""Digests of every shape give exactly their papers; spoilt ones give them or one line of why."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings


from papersearch.digest import parse_bytes
from papersearch.errors import DigestError
from papersearch.types.paper import Entry
from tests.digest.shapes import SHAPES, Made, papers

FEW = settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])


def read(data: bytes, name: str) -> tuple[Entry, ...]:
    """Return the papers of a digest, none where it is refused in one line."""
    refusal = f"{name}:"
    found: tuple[Entry, ...] = ()
    try:
        found = parse_bytes(data, name).entries
    except DigestError as error:
        refusal = str(error)
    assert refusal.startswith(f"{name}:")
    assert "\n" not in refusal
    return found


@pytest.mark.parametrize("shape", SHAPES)
@FEW
@given(made=papers())
def test_exactly_the_papers_of_a_digest_are_read(shape: str, made: list[Made]) -> None:
    text, name = SHAPES[shape](made)
    digest = parse_bytes(text.encode(), name)
    assert [(own.id, own.title) for own in digest.entries] == [(own.id, own.title) for own in made]
    assert not digest.problems
