"""Addresses of collections: ``milvus://host:19530/papers``, ``milvus:///folder/file.db/papers``.

``?index=hnsw`` behind them says how new collections find vectors. What is not exactly an address is
never repeated: it may hold a password.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from papersearch.errors import InvalidAddress
from papersearch.store.milvus.kinds import KINDS

SCHEMES = ("milvus", "milvus+tls")
DEFAULT_PORT = 19530
_COLLECTION = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,99}")
_HOST = re.compile(r"(?P<host>[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(?::(?P<port>[0-9]{1,5}))?")
_EXAMPLES = (
    "milvus://HOST:19530/COLLECTION, milvus+tls://... or milvus:///FOLDER/FILE.db/COLLECTION"
)
_CREDENTIALS = (
    "an address bears no user and no password, which others may read: put user:password or "
    "the token into $PAPERSEARCH_MILVUS_TOKEN"
)


@dataclass(frozen=True, slots=True)
class Address:
    """Where collections are: a server's URI or the path of Milvus Lite's file, and their name.

    ``kind`` is the one of :data:`KINDS` that new ones are to have, "" where it does not say.
    """

    text: str
    uri: str
    collection: str
    kind: str = ""

    @property
    def is_file(self) -> bool:
        """Whether this is Milvus Lite, embedded in this process."""
        return self.uri.endswith(".db")

    def __str__(self) -> str:
        return self.text


def is_address(text: str) -> bool:
    """Whether ``text`` means to be an address, of whatever kind, rather than a folder."""
    return "://" in text or (":" in text and text.split(":", 1)[0].lower() in SCHEMES)


def parse(text: str) -> Address:
    """Return the address that ``text`` is.

    Raises:
        InvalidAddress: it is none; the message does not repeat it.
    """
    scheme, colon, rest = text.partition("://")
    if not colon or scheme not in SCHEMES:
        raise InvalidAddress(f"this is no address of a store: write {_EXAMPLES}")
    if "@" in rest.split("/", 1)[0] or ":" in rest.rpartition("@")[0]:
        raise InvalidAddress(_CREDENTIALS)
    place, mark, query = rest.partition("?")
    place, hash_, _ = place.partition("#")
    kind = query.removeprefix("index=")
    if hash_ or (mark and (kind == query or kind not in KINDS)):
        raise _wrong(
            f"more than a collection at its end, with ?index={'|'.join(KINDS)} behind it or nothing"
        )
    path, _, collection = place.rpartition("/")
    if not _COLLECTION.fullmatch(collection) or "/" not in place:
        raise _wrong("no collection at its end, of letters, digits and _")
    return Address(text, _uri(scheme, path), collection, kind)


def _uri(scheme: str, path: str) -> str:
    """Return what Milvus's client calls the place: a server's URI or the path of a file."""
    server, slash, _ = path.partition("/")
    if not server:
        if scheme != "milvus" or not path.endswith(".db"):
            raise _wrong("neither a host nor a .db file")
        return path
    if slash:
        raise _wrong("more than a host and a collection")
    found = _HOST.fullmatch(server)
    port = int(found["port"] or DEFAULT_PORT) if found else 0
    if found is None or not 0 < port < 1 << 16:
        raise _wrong("no host, or a port that is none (IPv6 in brackets)")
    return f"{'https' if scheme == 'milvus+tls' else 'http'}://{found['host']}:{port}"


def _wrong(what: str) -> InvalidAddress:
    return InvalidAddress(f"the address of the store has {what}: write {_EXAMPLES}")
