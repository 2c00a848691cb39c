"""Names on a map give way to dots, and to each other."""

from __future__ import annotations

import random

import pytest

from papersearch.render.pictures.placing import Box, Crowd, around, overlap, placed

FRAME = (0.0, 0.0, 1000.0, 600.0)
SIZE = (120.0, 30.0)


def dots_in(crowd: list[tuple[float, float]], box: tuple[float, float, float, float]) -> int:
    return sum(box[0] <= x <= box[2] and box[1] <= y <= box[3] for x, y in crowd)


def test_a_crowd_counts_what_a_box_covers() -> None:
    lot = random.Random(0)
    points = [(lot.uniform(0, 1000), lot.uniform(0, 600)) for _ in range(3000)]
    crowd = Crowd(points, 1000, 600)
    for _ in range(50):
        box = around((lot.uniform(100, 900), lot.uniform(100, 500)), (160, 120))
        wider = (box[0] - 8, box[1] - 8, box[2] + 8, box[3] + 8)
        assert dots_in(points, box) <= crowd.within(box) <= dots_in(points, wider)
    assert crowd.within(FRAME) == len(points)
    assert Crowd([], 10, 10).within((0, 0, 10, 10)) == 0


def test_a_name_stays_where_there_is_nothing_and_leaves_a_crowd() -> None:
    assert placed((500, 300), SIZE, Crowd([], 1000, 600), [], FRAME) == (500, 300)
    lot = random.Random(0)
    points = [(lot.gauss(500, 25), lot.gauss(300, 25)) for _ in range(400)]
    away = placed((500, 300), SIZE, Crowd(points, 1000, 600), [], FRAME)
    assert away
    here = dots_in(points, around((500, 300), SIZE))
    assert here > 100
    assert dots_in(points, around(away, SIZE)) <= 5
    assert abs(away[0] - 500) < 250


def test_names_lie_over_no_other_and_in_the_frame() -> None:
    crowd = Crowd([(500.0, 300.0)], 1000, 600)
    taken: list[Box] = []
    for _ in range(12):
        middle = placed((500, 300), SIZE, crowd, taken, FRAME)
        assert middle
        box = around(middle, SIZE)
        assert not any(overlap(box, other) for other in taken)
        assert box[0] >= 0
        assert box[3] <= 600
        taken.append(box)


@pytest.mark.parametrize("named", [(-400.0, 300.0), (500.0, 5000.0)])
def test_what_lies_outside_has_no_name(named: tuple[float, float]) -> None:
    assert placed(named, SIZE, Crowd([], 1000, 600), [], FRAME) is None


def test_a_full_frame_has_no_room() -> None:
    assert placed((500, 300), SIZE, Crowd([], 1000, 600), [FRAME], FRAME) is None
