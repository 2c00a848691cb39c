"""What embedders return."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Embeddings = NDArray[np.float32]
"""(n, d) float32, unit rows."""
