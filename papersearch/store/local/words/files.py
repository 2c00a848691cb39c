"""Postings in a file, which is mapped: arrays by name in the format of safetensors.

https://huggingface.co/docs/safetensors: eight bytes that say how long a header in JSON is, the
header, which says of each array its type, shape and bytes, and the arrays.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import orjson
from numpy.typing import NDArray

from papersearch.files import opened
from papersearch.store.local.words.postings import Postings, Rows

_DTYPES = {"U8": np.uint8, "U32": np.uint32, "U64": np.uint64, "I64": np.int64}
_MOST_HEADER = 1 << 24
_NAMES = "names"


def encoded(postings: Postings) -> bytes:
    """Return the content of a file."""
    from safetensors.numpy import save

    arrays = {
        "nums": postings.nums,
        "hashes": postings.hashes,
        "papers": postings.papers,
        "labels": postings.labels,
        **{f"text.{name}": array for name, array in postings.text._asdict().items()},
        **{f"said.{name}": array for name, array in postings.said._asdict().items()},
    }
    names = orjson.dumps(postings.names).decode()
    contiguous = {name: np.ascontiguousarray(array) for name, array in arrays.items()}
    data: bytes = save(contiguous, {_NAMES: names})
    return data


def mapped(path: Path) -> Postings:
    """Return the postings of a file, where they lie.

    Raises:
        OSError: it cannot be read.
        ValueError: it is something else.
    """
    with opened(path) as file:
        data: Any = np.memmap(file, np.uint8, mode="r").view(np.ndarray)
    size = int.from_bytes(data[:8].tobytes(), "little")
    if not 0 < size <= min(_MOST_HEADER, len(data) - 8):
        raise ValueError("no header")
    try:
        header = orjson.loads(data[8 : 8 + size].tobytes())
        names = tuple(orjson.loads(header["__metadata__"][_NAMES]))
        body = data[8 + size :]
        found = Postings(
            names,
            _array(body, header, "nums", np.int64),
            _array(body, header, "hashes", np.uint64),
            _rows(body, header, "text"),
            _array(body, header, "papers", np.uint32),
            _array(body, header, "labels", np.uint32),
            _rows(body, header, "said"),
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError("other arrays") from error
    _check(found)
    return found


def _rows(body: NDArray[np.uint8], header: dict[str, Any], name: str) -> Rows:
    return Rows(
        _array(body, header, f"{name}.begins", np.uint64),
        _array(body, header, f"{name}.columns", np.uint32),
        _array(body, header, f"{name}.counts", np.uint8),
        _array(body, header, f"{name}.lengths", np.uint32),
    )


def _array(body: NDArray[np.uint8], header: dict[str, Any], name: str, dtype: Any) -> Any:
    own = header[name]
    begin, end = own["data_offsets"]
    (length,) = own["shape"]
    width = np.dtype(dtype).itemsize
    fits = 0 <= begin <= end <= len(body) and end - begin == length * width
    if _DTYPES.get(own["dtype"]) is not dtype or not fits:
        raise ValueError(f"{name} is something else")
    return body[begin:end].view(np.dtype(dtype).newbyteorder("<"))


def _check(found: Postings) -> None:
    """See that nothing points outside of the file, as far as arrays do not see to it themselves."""
    tokens = len(found.hashes) + 1
    for rows, columns in ((found.text, len(found.nums)), (found.said, len(found.papers))):
        is_sound = (
            len(rows.begins) == tokens
            and len(rows.lengths) == columns
            and len(rows.columns) == len(rows.counts) == int(rows.begins[-1])
            and bool((rows.begins[:-1] <= rows.begins[1:]).all())
        )
        if not is_sound:
            raise ValueError("postings that do not fit together")
    if len(found.papers) != len(found.labels) or any(type(name) is not str for name in found.names):
        raise ValueError("labels that do not fit together")
    for places, there in ((found.papers, found.nums), (found.labels, found.names)):
        if len(places) and int(places.max()) >= len(there):
            raise ValueError("labels of what is not there")
    if (found.nums[1:] <= found.nums[:-1]).any() or (found.hashes[1:] <= found.hashes[:-1]).any():
        raise ValueError("another order")


def check_whole(found: Postings) -> None:
    """See that every posting is of a paper that is there, and that lengths are their sums.

    Raises:
        ValueError: that is not so.
    """
    for rows in (found.text, found.said):
        held = len(rows.lengths)
        if len(rows.columns) and int(rows.columns.max()) >= held:
            raise ValueError("postings of what is not there")
        if not np.array_equal(np.bincount(rows.columns, rows.counts, held), rows.lengths):
            raise ValueError("lengths that are no sums of counts")
