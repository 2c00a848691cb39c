"""An embedding space as named arrays, the form in which stores keep it."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from papersearch.ranking.space import Adapter, Space

Array = NDArray[np.float32]

ADAPTER = ("adapter/queries", "adapter/passages")
_PASSAGES, _QUERIES, _PROBES = "passages", "queries/", "probes/"


def space_of(arrays: Mapping[str, Array], spread: float, *, adapted: bool) -> Space:
    """Return the space that (n, d) arrays make; one that changes nothing where they are none."""
    if _PASSAGES not in arrays:
        return Space()
    query, passage = (arrays.get(name) if adapted else None for name in ADAPTER)
    return Space(
        arrays[_PASSAGES][0],
        _below(arrays, _QUERIES),
        _below(arrays, _PROBES),
        spread,
        Adapter(query, passage) if query is not None and passage is not None else None,
    )


def arrays_of(space: Space) -> dict[str, Array]:
    """Return the arrays of a space, without those of its adapter."""
    found = {} if space.passages is None else {_PASSAGES: space.passages}
    for prefix, means in ((_QUERIES, space.queries), (_PROBES, space.probes)):
        found.update({prefix + language: mean for language, mean in means.items()})
    return found


def adapter_arrays(adapter: Adapter | None) -> dict[str, Array]:
    """Return the arrays of an adapter."""
    if adapter is None:
        return {}
    return dict(zip(ADAPTER, (adapter.queries, adapter.passages), strict=True))


def _below(arrays: Mapping[str, Array], prefix: str) -> dict[str, Array]:
    return {n.removeprefix(prefix): array[0] for n, array in arrays.items() if n.startswith(prefix)}
