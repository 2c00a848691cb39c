from __future__ import annotations

import pytest

from papersearch.ranking.confidence import BOUNDS, confidence, verdict


def test_spelled_out() -> None:
    similar, mentioned = 0.6 * 0.4 + 0.25 * 0.3 + 0.15 * 0.2, 0.6 * 1.0 + 0.25 * 0.5
    assert confidence([0.4, 0.3, 0.2], [1.0, 0.5, 0.0], 0.0904) == pytest.approx(
        similar + 0.3 * mentioned
    )
    assert confidence([0.4], [], 4 * 0.0904) == pytest.approx(0.2 + 0.3 * 0.35)
    assert confidence([], [], 1.0) == 0.0
    assert confidence([-1.0], [0.0], 0.05) == 0.0
    assert confidence([1.0], [1.0], 0.0904) == 1.0


def test_every_value_has_a_verdict() -> None:
    assert verdict(0.0) == "none"
    assert verdict(1.0) == "strong"
    assert [verdict(least) for _, least in BOUNDS] == ["strong", "fair", "weak", "none"]
