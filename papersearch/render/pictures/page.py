"""Pages that are one file: nothing is loaded, and only our own script and style may run.

Untrusted text goes in as data or escaped; a content security policy that names the hashes of
our script and style lets the browser refuse everything else, requests among it.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import html
import re
from importlib import resources
from typing import Any

import orjson

from papersearch.render.terminal import escape

_PLACE = re.compile(r"@([A-Z_]+)@")


def asset(name: str) -> str:
    """Return a file of the package's ``render/assets``."""
    return resources.files("papersearch.render").joinpath("assets", name).read_text("utf-8")


def filled(template: str, parts: dict[str, str]) -> str:
    """Return ``template`` with ``@NAME@`` replaced by HTML; what is put in is not looked at."""
    return _PLACE.sub(lambda match: parts[match.group(1)], template)


def text(words: str) -> str:
    """Return untrusted ``words`` as HTML that shows them."""
    return html.escape(escape(words))


def packed(value: Any) -> str:
    """Return a JSON value, packed, to stand in a script element, which base64 cannot end."""
    return base64.b64encode(gzip.compress(orjson.dumps(value), mtime=0)).decode()


def digest(source: str) -> str:
    """Return how a content security policy names an inline script or style."""
    return "sha256-" + base64.b64encode(hashlib.sha256(source.encode()).digest()).decode()
