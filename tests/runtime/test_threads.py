"""In how many threads libraries compute, as they say themselves."""

from __future__ import annotations

import subprocess
import sys

ASKED = """
import numpy as np
from threadpoolctl import threadpool_info, threadpool_limits
from papersearch.runtime.threads import in_one_thread

def most():
    return max(own["num_threads"] for own in threadpool_info() if own["user_api"] == "blas")

with threadpool_limits(2):
    before = most()
    with in_one_thread():
        within = most()
    print(before, within, most())
"""


def test_blas_computes_in_one_thread_within_and_as_before_after_it() -> None:
    done = subprocess.run([sys.executable, "-c", ASKED], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["2", "1", "2"]
