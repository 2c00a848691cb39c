"""Arrays by what they hold."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Embeddings = NDArray[np.float32]
"""(n, d) float32, unit rows."""

Vector = NDArray[np.float32]
"""(d,) float32; or (n,) float32, one value of each of n."""

Ids = NDArray[np.int64]
"""(n,) int64: numbers of papers, or ids of passages."""

Mask = NDArray[np.bool_]
"""(n,) bool: which of n."""
