"""Clients of Milvus: how one is connected, and what one says in one line."""

from __future__ import annotations

import base64
import logging
from pathlib import Path
from typing import TYPE_CHECKING

from papersearch.errors import MissingExtra, NotOurs, StoreUnreachable, extra
from papersearch.files import make_folder
from papersearch.store.milvus import lite
from papersearch.store.milvus.address import Address

if TYPE_CHECKING:
    from pymilvus import MilvusClient

REMEDY = (
    "is the server running, and is $PAPERSEARCH_MILVUS_TOKEN right where it wants one? "
    "docs/scale-out.md says how to start one"
)
"""What to do where no server answers."""

_TIMEOUT = 10.0
_OF_LITE = {"LOCK", "collections"}
_LEFT_ALONE = ("pymilvus", "milvus_lite")  # loggers that would write tracebacks to the terminal


def connected(address: Address, token: str) -> MilvusClient:
    """Return a client of the server at ``address``, or of Milvus Lite in its file.

    Raises:
        MissingExtra: pymilvus is not installed, or Milvus Lite for a file.
        StoreUnreachable: no server answers, or it refuses the token.
    """
    client_of = _client(in_file=address.is_file)
    if address.is_file:
        _make_folder(address)
    try:
        return _answering(client_of, address, token)
    except StoreUnreachable:
        raise
    except Exception as error:  # pymilvus raises whatever gRPC and Milvus Lite raise
        remedy = (
            "another process may have it open, which Milvus Lite does not allow, or it is none"
            if address.is_file
            else REMEDY
        )
        raise StoreUnreachable(
            f"cannot open {address} ({line_of(error, token)}): {remedy}"
        ) from error


def line_of(error: BaseException, secret: str) -> str:
    """Return what an error says, in one line and without the token."""
    details = getattr(error, "details", None)  # of gRPC
    said = getattr(error, "message", "") or (details() if callable(details) else "") or str(error)
    line = " ".join(str(said).split())
    for part in {secret, secret.partition(":")[2], base64.b64encode(secret.encode()).decode()}:
        line = line.replace(part, "***") if part else line
    return line[:300] or type(error).__name__


def _client(*, in_file: bool) -> type[MilvusClient]:
    try:
        import pymilvus

        if in_file:
            import milvus_lite  # noqa: F401
    except ImportError as error:
        raise MissingExtra(
            f"stores on Milvus need {error.name or 'pymilvus'}: {extra('milvus')}"
        ) from error
    for name in _LEFT_ALONE:
        logging.getLogger(name).setLevel(logging.CRITICAL)
    found: type[MilvusClient] = pymilvus.MilvusClient
    return found


def _answering(client_of: type[MilvusClient], address: Address, token: str) -> MilvusClient:
    if not address.is_file:
        return client_of(address.uri, token=token, timeout=_TIMEOUT)
    uri = lite.start(address.uri)
    try:
        return client_of(uri, timeout=_TIMEOUT)
    except BaseException:
        lite.stop(address.uri)
        raise


def _make_folder(address: Address) -> None:
    """Make the folder that Milvus Lite's own is in, which is empty yet or of Milvus.

    Raises:
        NotOurs: there are files of others in it.
        StoreUnreachable: it cannot be made.
    """
    path = Path(address.uri)
    try:
        make_folder(path.parent, linked=True)
        names = {found.name for found in path.iterdir()} if path.is_dir() else set()
        if names and not names >= _OF_LITE:
            raise NotOurs(f"{path} is not empty and no store of Milvus: name another .db folder")
    except OSError as error:
        raise StoreUnreachable(f"cannot make the folder of {address}: {error.strerror}") from error
