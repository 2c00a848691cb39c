"""Addresses of collections: ``milvus://host:19530/papers``, ``milvus:///folder/file.db/papers``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from papersearch.errors import InvalidAddress

SCHEMES = ("milvus", "milvus+tls")
DEFAULT_PORT = 19530
_COLLECTION = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,99}")
_EXAMPLES = (
    "milvus://HOST:19530/COLLECTION, milvus+tls://... or milvus:///FOLDER/FILE.db/COLLECTION"
)


@dataclass(frozen=True, slots=True)
class Address:
    """Where collections are: a server's URI or the path of Milvus Lite's file, and their name."""

    text: str
    uri: str
    collection: str

    @property
    def is_file(self) -> bool:
        """Whether this is Milvus Lite, embedded in this process."""
        return self.uri.endswith(".db")

    def __str__(self) -> str:
        return self.text


def is_address(text: str) -> bool:
    """Whether ``text`` means to be an address, rather than a folder."""
    return text.split(":", 1)[0] in SCHEMES and ":" in text


def parse(text: str) -> Address:
    """Return the address that ``text`` is.

    Raises:
        InvalidAddress: it is none.
    """
    if not is_address(text):
        raise InvalidAddress(f"{text!r} is no address of a store: write {_EXAMPLES}")
    try:
        parts = urlsplit(text)
        port = parts.port or DEFAULT_PORT
    except ValueError as error:
        raise InvalidAddress(f"{_shown(text)!r}: {error}: write {_EXAMPLES}") from None
    if parts.username or parts.password:
        raise InvalidAddress(
            "an address bears no user and no password, which others may read: put user:password or "
            "the token into $PAPERSEARCH_MILVUS_TOKEN"
        )
    if parts.query or parts.fragment:
        raise InvalidAddress(f"{text!r} has more than a collection at its end: write {_EXAMPLES}")
    path, _, collection = parts.path.rpartition("/")
    if not _COLLECTION.fullmatch(collection):
        raise InvalidAddress(
            f"{text!r} names no collection at its end, of letters, digits and _: write {_EXAMPLES}"
        )
    if not parts.hostname:
        if not path.endswith(".db") or parts.scheme != "milvus":
            raise InvalidAddress(f"{text!r} names neither a host nor a .db file: write {_EXAMPLES}")
        return Address(text, path, collection)
    if path:
        raise InvalidAddress(f"{text!r} has more than a host and a collection: write {_EXAMPLES}")
    scheme = "https" if parts.scheme == "milvus+tls" else "http"
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    return Address(text, f"{scheme}://{host}:{port}", collection)


def _shown(text: str) -> str:
    """Return an address without what may be a password."""
    return re.sub(r"//[^/@]*@", "//", text)
