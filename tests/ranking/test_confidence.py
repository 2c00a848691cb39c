from __future__ import annotations

import math

import pytest

from papersearch.ranking.confidence import BOUNDS, NEAR, confidence, nearness, verdict


def test_spelled_out() -> None:
    similar, said = 0.6 * 0.4 + 0.25 * 0.3 + 0.15 * 0.2, 0.6 * 0.8 + 0.25 * 0.5
    expected = 0.91 * (similar + 0.5) / 2 + 0.36 * said + 0.27 * said * 1.5 / 2
    assert confidence([0.4, 0.3, 0.2], 0.5, [0.8, 0.5, 0.0], 1.5, 0.0904, 4342) == pytest.approx(
        expected, abs=1e-4
    )


def test_how_much_is_said_counts_up_to_two_rare_words() -> None:
    two, many = (confidence([0.0], 0.0, [0.5], worth, 0.0904, 4342) for worth in (4.0, 40.0))
    assert two == many == pytest.approx(0.36 * 0.5 + 0.27)


def test_similarities_are_scaled_half_the_way_to_a_common_spread() -> None:
    assert confidence([0.4], 0.4, [0.0], 1.0, 4 * 0.0904, 4342) == pytest.approx(0.91 * 0.2)


@pytest.mark.parametrize("width", [1.0, 1.5])
def test_of_a_foreign_language_the_best_similarity_and_the_width_tell_and_no_words(
    width: float,
) -> None:
    expected = pytest.approx(0.6 * 0.5 + 0.35 * (width - 0.36))
    for shares in ([0.0], [0.6]):
        assert confidence([0.1], 0.5, shares, 1.0, 0.0904, 4342, width=width) == expected


def test_a_first_hit_that_says_all_words_is_fair() -> None:
    assert confidence([0.0], 0.0, [0.9, 0.0], 0.1, 0.0904, 4342) == 0.62
    assert confidence([0.0], 0.0, [0.89, 0.89], 0.1, 0.0904, 4342) < 0.5


def test_of_more_papers_the_nearest_is_nearer_by_chance() -> None:
    few, many = (confidence([0.4], 0.4, [0.0], 1.0, 0.0904, papers) for papers in (73, 4342))
    nearer = math.sqrt(2 * math.log(4342)) - math.sqrt(2 * math.log(73))
    assert few - many == pytest.approx(0.91 * 0.0904 * nearer, abs=1e-4)


def test_its_ends() -> None:
    assert confidence([], 0.0, [], 1.0, 1.0, 9) == 0.0
    assert confidence([-1.0], -1.0, [0.0], 1.0, 0.05, 4342) == 0.0
    assert confidence([1.0], 1.0, [1.0], 9.0, 0.0904, 4342) == 1.0


def test_every_value_has_a_verdict() -> None:
    assert verdict(0.0) == "none"
    assert verdict(1.0) == "strong"
    assert [verdict(least) for _, least in BOUNDS] == ["strong", "fair", "weak", "none"]


def test_how_near_a_paper_is() -> None:
    assert nearness(0.2, 0.5, 0.0904) == pytest.approx(0.2 + 0.3 * 0.5)
    assert nearness(0.02, 1.0, 0.0904) >= NEAR > nearness(0.019, 1.0, 0.0904)
