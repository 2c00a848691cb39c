"""Around the libraries that load models: what is missing is told, and what they chat is not."""

from __future__ import annotations

import contextlib
import warnings
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from papersearch.errors import EmbeddingError, MissingExtra

SAFELY: Mapping[str, Any] = {
    "trust_remote_code": False,
    "local_files_only": True,
    "token": False,
    "model_kwargs": {"use_safetensors": True},
}
"""How every model is loaded: no code that comes with it, nothing from the network, no pickle."""


@contextlib.contextmanager
def needed() -> Iterator[None]:
    """Turn a missing or broken library into an error that names the pip line."""
    try:
        yield
    except ImportError as error:
        raise MissingExtra(
            f"sentence-transformers does not work here ({first_line(error)}): "
            "`pip install sentence-transformers` and try again"
        ) from error


@contextlib.contextmanager
def quiet() -> Iterator[None]:
    """Silence the libraries' warnings and their bars for loading weights."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            from transformers.utils import logging
        except ImportError:
            yield
            return
        level = logging.get_verbosity()
        logging.set_verbosity_error()
        logging.disable_progress_bar()
        try:
            yield
        finally:
            logging.set_verbosity(level)
            logging.enable_progress_bar()


@contextlib.contextmanager
def loading(folder: Path, kind: str) -> Iterator[None]:
    """Turn whatever the libraries say of a folder that is no model into one line.

    ``kind`` is what it is to be loaded as.
    """
    from safetensors import SafetensorError

    try:
        yield
    except (
        OSError,
        ValueError,
        TypeError,
        LookupError,
        RuntimeError,
        AttributeError,
        SafetensorError,
    ) as error:
        raise EmbeddingError(
            f"{folder} cannot be loaded as a {kind}: {first_line(error)}"
        ) from error


def first_line(error: BaseException) -> str:
    """Return the first line of what an error says, its kind where it says nothing."""
    return (str(error).strip() or type(error).__name__).splitlines()[0]
