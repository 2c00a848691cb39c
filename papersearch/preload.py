"""Shared libraries loaded in the background, before Python imports the packages that need them.

To map a library, to resolve its symbols and to run its initialisers is work of the system, for
which Python's lock is not held: it goes on beside whatever else is imported, and the import that
needs the library finds it there. See docs/decisions/0021-cold-queries.md.
"""

from __future__ import annotations

import contextlib
import ctypes
import importlib.util
import sys
from collections.abc import Iterable
from pathlib import Path

from papersearch.background import Background

_LIBRARIES = {
    "numpy": ("../numpy.libs/lib*openblas*.so*", "_core/_multiarray_umath.*.so"),
    "tantivy": ("tantivy.*.so",),
    "faiss": ("_swigfaiss.*.so",),
}
"""By package, in the order in which they need each other."""


def preload(*packages: str) -> None:
    """Begin to load the libraries of ``packages``.

    What is not there, or cannot be loaded, is left to the import, which says so.
    """
    if sys.platform == "linux":  # elsewhere wheels are laid out in another way
        Background(lambda: _load(packages))


def _load(packages: Iterable[str]) -> None:
    for package in packages:
        _load_those_of(package)


def _load_those_of(package: str) -> None:
    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        return
    for pattern in _LIBRARIES[package]:
        for path in Path(spec.origin).parent.glob(pattern):
            with contextlib.suppress(OSError):
                ctypes.CDLL(str(path))
