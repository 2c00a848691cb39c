"""Half precision to single: exactly what numpy's own conversion gives."""

from __future__ import annotations

import numpy as np

from papersearch.store.halves import to_floats


def test_every_finite_half_keeps_its_value_and_sign() -> None:
    halves = np.arange(1 << 16, dtype=np.uint16).view(np.float16)
    halves = halves[np.isfinite(halves)]
    floats = to_floats(halves)
    assert floats.dtype == np.float32
    assert np.array_equal(floats.view(np.int32), halves.astype(np.float32).view(np.int32))


def test_rows_that_do_not_lie_one_after_the_other() -> None:
    halves = np.arange(24, dtype=np.float16).reshape(4, 6)
    for some in (halves[::2], halves[:, 1:4], halves[2:], halves[:0]):
        assert np.array_equal(to_floats(some), some.astype(np.float32))
