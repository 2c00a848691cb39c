"""Since when papers are new: a visit ends after half an hour without a page."""

from __future__ import annotations

import pytest

from papersearch.web.visits import GAP, NAME, Visit

NOW = 1_800_000_000


def test_at_the_first_visit_nothing_is_new() -> None:
    first = Visit.read("", NOW)
    assert first.since == ""
    assert first.header.startswith(f"{NAME}=0.{NOW}; ")
    assert "HttpOnly; SameSite=strict" in first.header


def test_new_is_what_came_since_the_visit_before() -> None:
    again = Visit.read(f"{NAME}=0.{NOW}", NOW + GAP + 1)
    assert again.since == "2027-01-15T08:00:00Z"
    same = Visit.read(again.header.split(";")[0], NOW + GAP + 60)
    assert same.since == again.since
    third = Visit.read(same.header.split(";")[0], NOW + 3 * GAP)
    assert third.since == "2027-01-15T08:31:00Z"


@pytest.mark.parametrize(
    "value",
    ["", "x", "1", f"9.{NOW + 9}", f"{NOW}.{NOW - 5}", "999999999999.999999999999", "-1.5", "0.0"],
)
def test_a_cookie_that_we_did_not_write_is_none(value: str) -> None:
    assert Visit.read(f"{NAME}={value}", NOW) == Visit(0, NOW)
