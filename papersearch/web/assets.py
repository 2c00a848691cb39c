"""Templates and static files, which are part of the package."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Iterable
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from papersearch.render.terminal import escape

if TYPE_CHECKING:
    from jinja2 import Environment

_STATIC = files("papersearch.web") / "static"


@functools.cache
def asset_names() -> frozenset[str]:
    """Return the names of the static files."""
    return frozenset(entry.name for entry in _STATIC.iterdir() if entry.is_file())


@functools.cache
def asset(name: str) -> bytes:
    """Return a static file."""
    return (_STATIC / name).read_bytes()


@functools.cache
def asset_address(name: str) -> str:
    """Return the address of a static file, which changes when the file does."""
    return f"/static/{name}?{hashlib.blake2b(asset(name), digest_size=6).hexdigest()}"


@functools.cache
def templates() -> Environment:
    """Return the templates: everything that they print is escaped, for HTML and for the eye."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("papersearch.web"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_visible,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["asset"] = asset_address
    environment.filters["commas"] = _commas
    environment.filters["quoted"] = _quoted
    return environment


def _visible(value: Any) -> Any:
    """Let invisible and reordering characters of a text be seen; markup is what it is."""
    return escape(value) if type(value) is str else value


def _commas(values: Iterable[str]) -> str:
    return ", ".join(values)


def _quoted(values: Iterable[str]) -> str:
    return ", ".join(f"“{value}”" for value in values)
