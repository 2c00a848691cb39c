"""Tests, whose threads of OpenMP wait without spinning, since other tests run beside them."""

import os

os.environ.setdefault("OMP_WAIT_POLICY", "passive")  # read when the first library with OpenMP loads
