"""Tests, beside which other tests run: their threads shall wait for each other but little.

Libraries read this when they load: OpenMP's threads wait without spinning, BLAS has but one.
"""

import os

os.environ.setdefault("OMP_WAIT_POLICY", "passive")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
