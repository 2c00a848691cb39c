"""Asking one server politely, and again where it stumbles; its answer is whole, or an error."""

from __future__ import annotations

import contextlib
import datetime
import http
import ssl
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib.metadata import version

import httpcore2
import httpx2
import tenacity

from papersearch.errors import FetchFailed
from papersearch.fetching.body import Broken, TooLarge, whole
from papersearch.fetching.guard import GuardedBackend, Refused, is_local_name, is_public
from papersearch.fetching.patience import TRIES, Pace, Passing, Unreachable, is_enough, pause
from papersearch.fetching.patience import retry_after as seconds_told
from papersearch.fetching.transport import BROKEN, GuardedTransport, server_of
from papersearch.types import limits

AGENT = f"papersearch/{version('papersearch')}"

_AGAIN = frozenset((408, 425, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524, 529))
_MOVED = frozenset((301, 302, 303, 307, 308))
_TOLD = 5.0  # seconds of a pause that is told
_STEP = 60.0  # seconds in which anything at all has to come
_REMEDIES = {
    401: "it asks for a login, which papersearch has none for",
    403: "it may not be read from here",
    404: "there is nothing there: check how it is written",
    410: "it is gone for good",
}


class GivenUp(FetchFailed):
    """Nothing can be had from a whole host; there is no use in asking it for something else."""


class NoSource(FetchFailed):
    """The server knows nothing of what was asked for, now or later."""


@dataclass(frozen=True, slots=True)
class Validators:
    """What a server knows an answer by, so that it need not be sent twice."""

    etag: str = ""
    modified: str = ""

    def headers(self) -> dict[str, str]:
        """Return what asks for an answer only if it has changed, if it may be in a header."""
        asked = {"If-None-Match": self.etag, "If-Modified-Since": self.modified}
        return {name: own for name, own in asked.items() if own and _fits(own)}


@dataclass(frozen=True, slots=True)
class Got:
    """An answer: where it came from in the end, its media type, its bytes."""

    url: str
    media: str
    body: bytes
    validators: Validators


def anything(_body: bytes) -> None:
    """Take whatever comes."""


class Client:
    """Asks the servers of one origin; a context manager.

    ``named`` are the addresses that the user has written: hosts of the local network are asked
    only if they are among these. ``apart`` is how many seconds lie between two requests. ``tell``
    is told why something waits.
    """

    def __init__(
        self,
        named: Iterable[str],
        *,
        apart: float = 0.0,
        pace: Pace | None = None,
        tell: Callable[[str], None] = lambda _message: None,
    ) -> None:
        self._guard = GuardedBackend()
        self._guard.named = frozenset(filter(None, map(_named_server, named)))
        self._http = httpx2.Client(transport=GuardedTransport(self._guard), timeout=_STEP)
        self._apart, self._pace, self._tell = apart, pace or Pace(), tell
        self._asking = ""  # the server that is asked just now
        self.requests = 0

    def __enter__(self) -> Client:
        return self

    def __exit__(self, *_: object) -> None:
        self._http.close()

    def get(
        self,
        url: str,
        known: Validators | None = None,
        *,
        most: int = limits.FETCH_BYTES,
        check: Callable[[bytes], None] = anything,
    ) -> Got | None:
        """Return what lies at an address, None where it is still as it is ``known``.

        No more than ``most`` bytes of it. ``check`` raises :class:`Passing` where a body is not
        what was asked for.

        Raises:
            FetchFailed: it cannot be had; the message says why.
        """
        tries = tenacity.Retrying(
            retry=tenacity.retry_if_exception_type(Passing),
            stop=is_enough,
            wait=pause,
            before_sleep=lambda state: self._told(url, state),
            sleep=self._pace.sleep,
            reraise=True,
        )
        try:
            return tries(self._attempt, url, known or Validators(), most, check)
        except Unreachable as error:
            self._pace.down[self._asking] = str(error)
            raise GivenUp(f"{_short(url)}: {error}: are you online?") from error
        except Passing as error:
            times = f"{TRIES} times"
            raise FetchFailed(f"{_short(url)}: {error}, {times}: try again later") from error
        except Refused as error:
            raise FetchFailed(
                f"{_short(url)}: {error}: nothing is asked there unless you name it yourself"
            ) from error
        except (httpx2.InvalidURL, httpx2.UnsupportedProtocol) as error:
            raise FetchFailed(f"{_short(url)} is no address: {error}") from error

    def _attempt(
        self, url: str, known: Validators, most: int, check: Callable[[bytes], None]
    ) -> Got | None:
        self._guard.deadline = time.monotonic() + limits.FETCH_SECONDS
        try:
            with self._answer(httpx2.URL(url), known) as answer:
                if answer.status_code == http.HTTPStatus.NOT_MODIFIED:
                    if not known.headers():
                        raise Passing("it says that nothing has changed, which nobody asked")
                    return None
                _see(url, answer)
                body = _body(url, answer, most)
        except (httpcore2.ConnectError, httpcore2.ConnectTimeout) as error:
            _see_certificate(url, error)
            raise Unreachable(f"cannot be reached ({_reason(error)})") from error
        except BROKEN as error:
            _see_certificate(url, error)
            raise Passing(f"cannot be read ({_reason(error)})") from error
        check(body)
        told = answer.headers
        validators = Validators(told.get("etag", "")[:400], told.get("last-modified", "")[:100])
        return Got(str(answer.url), told.get("content-type", ""), body, validators)

    @contextlib.contextmanager
    def _answer(self, url: httpx2.URL, known: Validators) -> Iterator[httpx2.Response]:
        """Ask, and follow where that leads: only to https, and to no host of the local network."""
        for _ in range(limits.FETCH_REDIRECTS + 1):
            self._see_host(url)
            self._asking = server_of(url)
            if self._asking in self._pace.down:
                raise GivenUp(f"{_short(url)}: {self._pace.down[self._asking]}")
            self._pace.keep(url.host, self._apart)
            self.requests += 1
            self._http.cookies.clear()
            asked = self._http.build_request("GET", url, headers=_headers(known))
            answer = self._http.send(asked, stream=True, follow_redirects=False)
            if answer.status_code not in _MOVED or "location" not in answer.headers:
                with contextlib.closing(answer):
                    yield answer
                return
            answer.close()
            url = _next(url, answer.headers["location"])
        raise FetchFailed(f"{_short(url)}: it leads from one address to the next without end")

    def _see_host(self, url: httpx2.URL) -> None:
        """Raise Refused for a host of the local network that nobody named; sockets see the rest."""
        host = url.host.lower()
        if not is_local_name(host) or server_of(url) in self._guard.named:
            return
        with contextlib.suppress(ValueError):
            if is_public(host.strip("[]")):
                return
        raise Refused(f"{host[:100]} is of the local network")

    def _told(self, url: str, state: tenacity.RetryCallState) -> None:
        seconds = state.next_action.sleep if state.next_action else 0.0
        error = state.outcome.exception() if state.outcome else None
        if seconds >= _TOLD:
            self._tell(f"{_short(url)}: {error}: waiting {seconds:.0f} s")


def _headers(known: Validators) -> Mapping[str, str]:
    return {
        "User-Agent": AGENT,
        "Accept": "*/*",
        "Accept-Encoding": "gzip",
        **known.headers(),
    }


def _see(url: str, answer: httpx2.Response) -> None:
    """Raise where an answer is none: Passing where it may be one later."""
    code = answer.status_code
    if code == http.HTTPStatus.OK:
        return
    said = f"{code} {answer.reason_phrase}".strip()[:80]
    if code in _AGAIN:
        seconds = seconds_told(answer.headers.get("retry-after", ""))
        if seconds is not None and seconds > limits.FETCH_PAUSE_SECONDS:
            until = datetime.datetime.now().astimezone() + datetime.timedelta(seconds=seconds)
            raise FetchFailed(
                f"{_short(url)}: {said}: it asks to be left alone until {until:%Y-%m-%d %H:%M}"
            )
        raise Passing(said, seconds)
    raise FetchFailed(f"{_short(url)}: {said}: {_REMEDIES.get(code, 'nothing is to be had there')}")


def _body(url: str, answer: httpx2.Response, most: int) -> bytes:
    """Return the bytes of an answer, unpacked."""
    try:
        declared = answer.headers.get("content-length", "")
        if declared.isdecimal() and len(declared) < 20 and int(declared) > most:
            raise TooLarge
        encoding = answer.headers.get("content-encoding", "").strip().lower()
        return whole(answer.iter_raw(), encoding, most)
    except TooLarge:
        raise FetchFailed(
            f"{_short(url)}: more than {most >> 20:,} MiB, which is more than a digest has"
        ) from None
    except Broken as error:
        raise Passing(str(error)) from error


def _next(url: httpx2.URL, place: str) -> httpx2.URL:
    """Return where an address leads to."""
    try:
        found = url.join(place)
    except httpx2.InvalidURL as error:
        raise FetchFailed(f"{_short(url)}: it leads to no address ({_reason(error)})") from error
    if found.scheme != "https" or not found.host:
        raise FetchFailed(
            f"{_short(url)}: it leads to {_short(found)}, which is not https: name that yourself "
            "if you trust it"
        )
    return found


def _fits(text: str) -> bool:
    """Whether a text may be sent in a header."""
    return text.isascii() and text.isprintable()


def _named_server(url: str) -> str:
    """Return the host and port of an address that the user has written, "" where it is not meant.

    Without TLS a name proves nothing: whoever answers for it may say that it is here.
    """
    try:
        own = httpx2.URL(url)
    except httpx2.InvalidURL:
        return ""
    return server_of(own) if own.scheme == "https" or is_local_name(own.host) else ""


def _see_certificate(url: str, error: BaseException) -> None:
    """Raise where the server is not who it should be: trying again changes nothing."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLCertVerificationError):
            raise FetchFailed(
                f"{_short(url)}: its certificate is not valid ({cause.verify_message}): "
                "SSL_CERT_FILE names the authorities to trust, if you have your own"
            ) from error
        cause = cause.__cause__ or cause.__context__


def _reason(error: BaseException) -> str:
    text = " ".join(str(error).split()) or type(error).__name__
    return text[:200]


def _short(url: object) -> str:
    """Return an address as messages show it: printable, not endless, without a key in its query."""
    place = str(url).partition("?")[0]
    text = "".join(character if character.isprintable() else "?" for character in place)
    return text if len(text) <= 200 else f"{text[:200]}..."
