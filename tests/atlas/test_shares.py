from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from papersearch.atlas.shares import (
    COVERAGE,
    FEW,
    LONGEST_GAP,
    Interval,
    Month,
    change,
    difference,
    in_a_row,
    joint_coverage,
    jump,
    month_of,
    months,
    wilson,
)
from papersearch.types.paper import Paper


def test_wilson_spelt_out() -> None:
    z = 1.959964
    found = wilson(3, 10)
    middle = (0.3 + z * z / 20) / (1 + z * z / 10)
    half = z * math.sqrt(0.3 * 0.7 / 10 + z * z / 400) / (1 + z * z / 10)
    assert found.value == 0.3
    assert (found.low, found.high) == pytest.approx((middle - half, middle + half), abs=1e-6)


def test_wilson_of_newcombes_paper() -> None:
    # Newcombe 1998, table I, score method: 81/263, 15/148, 0/20, 1/29.
    for near, papers, low, high in (
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ):
        found = wilson(near, papers)
        assert (found.low, found.high) == pytest.approx((low, high), abs=5e-5)


def test_difference_of_newcombes_paper() -> None:
    # Newcombe 1998, part two, table II, method 10: 56/70 less 48/80.
    found = difference(wilson(48, 80), wilson(56, 70))
    assert (found.value, found.low, found.high) == pytest.approx((0.2, 0.0524, 0.3339), abs=5e-5)


@given(st.integers(0, 500), st.integers(0, 500), st.floats(0.5, 0.999))
def test_an_interval_holds_its_share(near: int, more: int, coverage: float) -> None:
    found = wilson(near, near + more, coverage)
    assert 0 <= found.low <= found.value <= found.high <= 1


def test_nothing_known_of_no_papers() -> None:
    assert wilson(0, 0) == Interval(0.0, 0.0, 1.0)


@pytest.mark.parametrize(
    ("paper_id", "month"),
    [
        ("2407.02392", "2024-07"),
        ("0704.0001", "2007-04"),
        ("hep-th/9901001", "1999-01"),
        ("math.GT/0309136", "2003-09"),
        ("2413.00001", ""),
        ("x-0123456789ab", ""),
    ],
)
def test_months_of_arxiv_numbers(paper_id: str, month: str) -> None:
    assert month_of(Paper(paper_id, "t", days=("2025-01-02",)), "arxiv") == month


def test_months_of_digests() -> None:
    assert month_of(Paper("p", "t", days=("2024-12-31", "2025-01-02")), "day") == "2024-12"
    assert month_of(Paper("p", "t"), "day") == ""


def test_no_month_is_left_out() -> None:
    found = months(["2023-11"], ["2023-11"] * FEW + ["2024-02", ""])
    assert [(m.month, m.near, m.papers) for m in found] == [
        ("2023-11", 1, FEW),
        ("2023-12", 0, 0),
        ("2024-01", 0, 0),
        ("2024-02", 0, 1),
    ]
    assert [m.few for m in found] == [False, True, True, True]
    assert months([], []) == ()


def test_of_a_long_gap_one_month_stands_for_all() -> None:
    found = months([], ["0001-01", "2024-11", "2025-01", "9999-12"])
    assert [(m.month, m.papers) for m in found] == [
        ("0001-01", 1),
        ("0001-02", 0),
        ("2024-11", 1),
        ("2024-12", 0),
        ("2025-01", 1),
        ("2025-02", 0),
        ("9999-12", 1),
    ]
    assert len(in_a_row(["2020-01", "2023-02"])) == LONGEST_GAP + 2
    assert in_a_row(["2020-01", "2023-03"]) == ["2020-01", "2020-02", "2023-03"]


def test_a_jump_is_seen_between_the_months_beside_it() -> None:
    everything = [f"2024-0{n}" for n in range(1, 9) for _ in range(100)]
    near = [f"2024-0{n}" for n in range(1, 5) for _ in range(40)]
    found = months(near, everything)
    assert jump(found, "2024-05").value == pytest.approx(-0.4)
    assert jump(found, "2024-05").high < 0
    assert jump(found, "2024-03").value == pytest.approx(0.8 / 3 - 0.4)  # 3, 4, 5 behind 1, 2
    assert jump(found, "2024-01") == Interval(0.0, -1.0, 1.0)


def test_of_several_claims_few_are_wrong() -> None:
    everything = [f"2024-0{n}" for n in range(1, 7) for _ in range(100)]

    def growing(by: int) -> tuple[Month, ...]:
        return months(["2024-01"] * 20 + ["2024-06"] * (20 + by), everything)

    steady, clear = growing(0), growing(60)
    assert joint_coverage([clear] * 4) == pytest.approx(COVERAGE)
    assert joint_coverage([clear] * 2 + [steady] * 2) == pytest.approx(1 - 0.05 / 2)
    assert joint_coverage([steady] * 4) == pytest.approx(1 - 0.05 / 4)
    assert joint_coverage([]) == pytest.approx(COVERAGE)


def test_change_compares_thirds() -> None:
    everything = [f"2024-0{n}" for n in range(1, 7) for _ in range(100)]
    near = ["2024-01"] * 10 + ["2024-02"] * 10 + ["2024-05"] * 40 + ["2024-06"] * 40
    found = change(months(near, everything))
    assert found.value == pytest.approx(0.3)
    assert found.low > 0.2
    assert change(months([], ["2024-01"])) == Interval(0.0, -1.0, 1.0)
    wider = change(months(near, everything), 0.999)
    assert wider.low < found.low
    assert wider.high > found.high
