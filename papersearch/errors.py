"""Every error that papersearch raises on purpose.

The tree; catch a base to catch what hangs below it::

    PapersearchError                 anything below; the message is one line and says the remedy
    ├── UsageError                   the caller asked for something impossible (exit code 2)
    │   ├── InvalidQuery             an empty query, a k out of range, a date that is none
    │   ├── InvalidWatch             a watch of no level that there is, or with dates
    │   ├── InvalidAddress           an address of a store that is none
    │   └── NoDigests                the given paths hold nothing that can be read
    ├── DigestError                  a digest, or a part of one, cannot be read; knows file and line
    │   └── AnotherFile              a file of a kind that may hold digests, and is not one
    ├── FetchFailed                  what was asked for cannot be had from the network
    ├── MissingExtra                 an optional package is not installed; names the pip line
    ├── EmbeddingError               the model cannot be loaded or cannot embed
    │   ├── ModelNotFound            no such folder, no such name, or not cached while offline
    │   └── ModelRefused             nobody has named the model, or it could run code
    ├── OutputUnwritable             what was found cannot be printed: a full disk
    ├── Stopped                      Ctrl-C; the message says what is kept (exit code 130)
    ├── ServerError                  the server cannot start: an address in use, no permission
    │   ├── ServerBusy               too many requests wait already
    │   └── ServerSlow               there was no answer in time
    └── PaperIndexError              the index on disk cannot serve the request
        ├── IndexNotFound            nothing was built there yet
        ├── IndexVersionMismatch     written by a newer or an unreadably old papersearch
        │   └── IndexOutdated        an older one, which the next writer brings up to date
        ├── ModelMismatch            the index holds vectors of another model
        ├── IndexCorrupt             a file of the index is damaged or missing
        │   └── DerivedFileDamaged   one that is rebuilt from the catalog, embedding nothing
        ├── IndexLocked              another process is writing
        ├── IndexUnwritable          read-only folder, full disk
        ├── IndexUnreadable          no permission to read a file of the index
        ├── NotOurs                  a folder of others, or a link, pipe or device in an index
        ├── StoreUnreachable         no server answers at the address, or it refuses the token
        ├── StoreFailed              the server answers with an error, or lacks what is asked for
        ├── CopyFailed               a copy cannot be made, or is not what it was copied from
        ├── PaperNotFound            no paper with this id
        ├── SourceNotFound           nothing was indexed from a place of this name
        ├── WatchNotFound            no watch of this name, or none at all
        ├── WatchExists              a watch of this name is there already
        ├── TooFewLikes              too few papers are liked to recommend others
        └── TuningImpossible         too few papers to learn from
"""

from __future__ import annotations

import re

# Compiled when first used, which most commands do not: docs/decisions/0021-cold-queries.md.
_CREDENTIALS = r"(?si)([a-z+]{2}:/+|milvus:|milvus\+tls:).*@"


def redacted(text: str) -> str:
    """Return ``text`` with whatever may be the user and password of an address in it as ***."""
    return re.sub(_CREDENTIALS, r"\1***@", text) if "@" in text else text


class PapersearchError(Exception):
    """Base of all errors that a user can cause or mend; no message bears a password."""

    exit_code = 1

    def __init__(self, *arguments: object) -> None:
        super().__init__(*(redacted(a) if isinstance(a, str) else a for a in arguments))


class UsageError(PapersearchError):
    """The request itself is wrong; nothing was attempted."""

    exit_code = 2


class InvalidQuery(UsageError):
    """A query that cannot be searched for."""


class InvalidWatch(UsageError):
    """A watch that cannot be kept."""


class InvalidAddress(UsageError):
    """An address of a store that is malformed."""


class NoDigests(UsageError):
    """The given paths hold no digest."""


class DigestError(PapersearchError):
    """A digest that cannot be read.

    ``str(error)`` is ``source:line: message``; of one that cannot be opened the line is 0, and not
    said.
    """

    def __init__(self, source: str, line: int, message: str) -> None:
        super().__init__(f"{source}:{line}: {message}" if line else f"{source}: {message}")
        self.source = source
        self.line = line
        self.message = message


class AnotherFile(DigestError):
    """A file of a kind that may hold digests, and is another program's: nothing is wrong with it.

    ``seems`` says what it is.
    """

    def __init__(self, source: str, line: int, message: str, seems: str) -> None:
        super().__init__(source, line, message)
        self.seems = seems


class FetchFailed(PapersearchError):
    """What the user asked for cannot be had from where it is published."""


class MissingExtra(PapersearchError):
    """An optional package is missing; the message names the ``pip install`` line."""


def extra(name: str) -> str:
    """Return how an extra is installed, as messages say it."""
    return f"`pip install '.[{name}]'` in its clone, else `pip install 'papersearch[{name}]'`"


class EmbeddingError(PapersearchError):
    """The model cannot be loaded, or cannot embed."""


class ModelNotFound(EmbeddingError):
    """No such model, or it is not on this machine and cannot be fetched."""


class ModelRefused(EmbeddingError):
    """A model that the user has not named, or that could run code."""


class OutputUnwritable(PapersearchError):
    """Standard output takes nothing more."""


class Stopped(PapersearchError):
    """A person has stopped the command."""

    exit_code = 130


class ServerError(PapersearchError):
    """The server cannot do its work."""


class ServerBusy(ServerError):
    """Too many requests wait already; ask again in a moment."""


class ServerSlow(ServerError):
    """An answer was not there in time."""


class PaperIndexError(PapersearchError):
    """The index on disk cannot serve the request."""


class IndexNotFound(PaperIndexError):
    """There is no index at this place."""


class IndexVersionMismatch(PaperIndexError):
    """The index has a format that this version does not read."""


class IndexOutdated(IndexVersionMismatch):
    """The index is of an older format, which the next writer brings up to date."""


class ModelMismatch(PaperIndexError):
    """The index holds embeddings of another model than the one asked for."""


class IndexCorrupt(PaperIndexError):
    """A file of the index is damaged or missing."""


class DerivedFileDamaged(IndexCorrupt):
    """A file that can be rebuilt from the catalog is damaged or missing."""


class IndexLocked(PaperIndexError):
    """Another process is writing to the index."""


class IndexUnwritable(PaperIndexError):
    """The index cannot be written: permissions, a full disk, a failing device."""


class IndexUnreadable(PaperIndexError):
    """A file of the index may not be read: permissions."""


class NotOurs(PaperIndexError):
    """What lies there was not made by papersearch, which leaves it as it is."""


class StoreUnreachable(PaperIndexError):
    """The server that keeps the papers does not answer."""


class StoreFailed(PaperIndexError):
    """The server that keeps the papers cannot do what it was asked."""


class CopyFailed(PaperIndexError):
    """A copy of an index cannot be made, or differs from what it was copied from."""


class PaperNotFound(PaperIndexError):
    """The index has no paper with this id."""


class SourceNotFound(PaperIndexError):
    """Nothing was indexed from a place of this name."""


class WatchNotFound(PaperIndexError):
    """The index has no watch of this name, or none at all."""


class WatchExists(PaperIndexError):
    """The index has a watch of this name already."""


class TooFewLikes(PaperIndexError):
    """Too few papers are liked to recommend others."""


class TuningImpossible(PaperIndexError):
    """There are too few papers to learn from."""
