"""Where digests are published, as people write it: ``hf``, ``arxiv:cs.CL``, an address."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from papersearch.errors import UsageError, redacted

_ADDRESS = re.compile(r"https?://\S{1,2000}", re.IGNORECASE)
_CATEGORY = re.compile(r"[a-z]{2,10}(?:-[a-z]{2,4})?(?:\.[A-Za-z]{2,8}(?:-[a-z]{2,6})?)?")
_REPOSITORY = re.compile(r"[\w-][\w.-]{0,99}/[\w-][\w.-]{0,99}(?:/[^\s?#\\]{1,400})?")
_ON_GITHUB = re.compile(
    r"https?://(?:www\.)?github\.com/([\w.-]+/[\w.-]+?)(?:\.git)?/?"
    r"(?:(blob|tree)/([^/?#]+)(?:/([^?#]*))?)?(?:[?#].*)?",
    re.IGNORECASE,
)
_IN_LOWER_CASE = ("cond-mat", "physics")
"""Archives of arXiv whose subjects are words, as "optics"; all others are letters, as "CL"."""

_SECRETS = ("key", "token", "secret", "auth", "pass", "pwd", "sig", "code")
_WORD = re.compile(r"[^\w.-]+", re.ASCII)
_LONGEST = 60
_WAYS = "hf, arxiv:cs.CL, github:owner/repo or an address such as https://example.org/feed.xml"


@dataclass(frozen=True, slots=True)
class Origin:
    """One place from which digests come.

    ``kind`` is "hf", "arxiv", "github" or "page"; ``name`` is a category, a repository with the
    folder in it, or an address.
    """

    kind: str
    name: str = ""

    def __str__(self) -> str:
        if self.kind == "hf":
            return self.kind
        return self.name if self.kind == "page" else f"{self.kind}:{self.name}"

    @property
    def shown(self) -> str:
        """How it is shown: without a password or a key."""
        return shown(str(self))

    @property
    def is_daily(self) -> bool:
        """Whether it is asked for one day after the other."""
        return self.kind in ("hf", "arxiv")

    @property
    def folder(self) -> str:
        """The name of the folder of its files."""
        if self.kind != "page":
            return _word("-".join(part for part in (self.kind, self.name) if part))
        parts = urlsplit(self.name)
        port = f"-{parts.port}" if parts.port else ""
        place = _word(f"{parts.hostname or 'page'}{port}{unquote(parts.path)}")
        if not parts.query and len(place) < _LONGEST:
            return place
        return f"{place[:_LONGEST]}-{hashlib.sha256(self.name.encode()).hexdigest()[:8]}"


def shown(text: str) -> str:
    """Return an origin as it is shown to people and in logs: without a password or a key."""
    place, mark, query = redacted(text).partition("?")
    return f"{place}{mark}{'&'.join(map(_without_secret, query.split('&')))}"


def _without_secret(part: str) -> str:
    name, equals, value = part.partition("=")
    is_secret = value and any(word in name.lower() for word in _SECRETS)
    return f"{name}{equals}***" if is_secret else part


def is_origin(text: str) -> bool:
    """Whether a text is meant as an origin, and not as a path."""
    lowered = text.lower()
    return lowered == "hf" or lowered.startswith(("arxiv:", "github:")) or _is_address(text)


def origins(text: str) -> list[Origin]:
    """Return what a text names: ``arxiv:cs.CL,cs.CV`` is two.

    Raises:
        UsageError: it is none.
    """
    kind, _, name = text.strip().partition(":")
    if kind.lower() == "hf" and not name:
        return [Origin("hf")]
    if kind.lower() == "arxiv":
        return [Origin("arxiv", _category(own)) for own in dict.fromkeys(re.split(r"[,+]", name))]
    if kind.lower() == "github":
        return [Origin("github", _repository(name))]
    if _is_address(text.strip()):
        return [_of_address(text.strip())]
    raise UsageError(f"{_short(text)} is no source: name {_WAYS}")


def _is_address(text: str) -> bool:
    return bool(_ADDRESS.match(text))


def _category(text: str) -> str:
    name = text.strip()
    archive, dot, subject = name.partition(".")
    if archive.islower() is False and _CATEGORY.fullmatch(archive.lower()):
        name = archive.lower() + dot + subject
    archive, dot, subject = name.partition(".")
    if archive not in _IN_LOWER_CASE:
        name = archive + dot + subject.upper()
    if not _CATEGORY.fullmatch(name):
        raise UsageError(
            f"{_short(text)} is no category of arXiv: write arxiv:cs.CL or arxiv:cs.CL,stat.ML"
        )
    return name


def _repository(text: str) -> str:
    name = text.strip().strip("/")
    parts = name.split("/")
    if not _REPOSITORY.fullmatch(name) or any(part in ("", ".", "..") for part in parts):
        raise UsageError(f"{_short(text)} is no repository: write github:owner/repo or .../folder")
    return name


def _of_address(address: str) -> Origin:
    """Return what an address names: of a repository at GitHub the digests, not the page."""
    found = _ON_GITHUB.fullmatch(address)
    if found is None:
        if not _ADDRESS.fullmatch(address) or not _host(address):
            raise UsageError(f"{_short(address)} is no address: name {_WAYS}")
        return Origin("page", address)
    repository, kind, branch, path = found.groups()
    if kind == "blob" and path:
        return Origin("page", f"https://raw.githubusercontent.com/{repository}/{branch}/{path}")
    if kind and branch not in ("main", "master", "HEAD"):
        raise UsageError(
            f"{_short(address)} is of the branch {branch!r}: only the default one is had"
        )
    return Origin("github", _repository(f"{repository}/{path}" if path else repository))


def _host(address: str) -> str:
    try:
        parts = urlsplit(address)
        parts.port  # noqa: B018 - of no number it raises
    except ValueError:
        return ""
    return parts.hostname or ""


def _word(text: str) -> str:
    return _WORD.sub("-", text).strip("-.") or "page"


def _short(text: str) -> str:
    return repr(redacted(text[:80]))
