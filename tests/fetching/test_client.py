"""What a server may do wrong, or to whoever asks it; and what the client then does."""

from __future__ import annotations

import contextlib
import datetime
import gzip
import socket
import socketserver
import ssl
import threading
import tracemalloc
from collections import deque
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from papersearch.errors import FetchFailed
from papersearch.types import limits
from tests.fetching.servers import (
    FAULTS,
    Asked,
    Publisher,
    Reply,
    as_gzip,
    cut_off,
    fixed,
    serving,
    status,
    too_many,
)

pytest.importorskip("httpx2")
from papersearch.fetching import transport
from papersearch.fetching.client import Client, Validators
from papersearch.fetching.guard import is_local_name, is_public
from papersearch.fetching.patience import TRIES, Pace, Passing

BODY = b'[{"title": "A lamp"}]'


@pytest.fixture
def slept() -> list[float]:
    return []


@pytest.fixture
def client(slept: list[float]) -> Iterator[Callable[..., Client]]:
    """A function that makes a client for an address, which waits without taking time."""
    made: list[Client] = []

    def make(*named: str, **settings: float) -> Client:
        made.append(Client(named, pace=Pace(sleep=slept.append), **settings))  # type: ignore[arg-type]
        return made[-1]

    yield make
    for own in made:
        own.__exit__()


def see(body: bytes) -> None:
    if body != BODY:
        raise Passing("it is something else")


@pytest.mark.parametrize("fault", FAULTS)
def test_what_goes_wrong_once_is_asked_again(
    client: Callable[..., Client], slept: list[float], fault: Callable[[Reply], Reply]
) -> None:
    with serving(fixed(BODY)) as site:
        site.faults = deque([fault])
        got = client(site.address).get(f"{site.address}/day", check=see)
    assert got is not None
    assert got.body == BODY
    assert len(site.asked) == 2
    assert len(slept) == 1


def test_a_storm_ends_after_five_tries(client: Callable[..., Client], slept: list[float]) -> None:
    with serving(fixed(BODY)) as site:
        site.faults = deque([too_many("7")] * 100)
        with pytest.raises(FetchFailed, match=r"429 Too Many Requests, 5 times: try again later"):
            client(site.address).get(site.address)
    assert len(site.asked) == TRIES
    assert slept == [7.0] * (TRIES - 1)


def test_a_server_that_asks_for_hours_is_left_alone(
    client: Callable[..., Client], slept: list[float]
) -> None:
    with serving(fixed(BODY)) as site:
        site.faults = deque([too_many("7200")])
        with pytest.raises(FetchFailed, match="left alone until 20"):
            client(site.address).get(site.address)
    assert len(site.asked) == 1
    assert slept == []


def test_a_moment_to_wait_for(client: Callable[..., Client], slept: list[float]) -> None:
    soon = datetime.datetime.now(datetime.UTC) + datetime.timedelta(seconds=30)
    with serving(fixed(BODY)) as site:
        site.faults = deque([too_many(soon.strftime("%a, %d %b %Y %H:%M:%S GMT"))])
        client(site.address).get(site.address)
    assert 20 < slept[0] <= 30


@pytest.mark.parametrize(
    ("code", "said"),
    [
        (404, "nothing there"),
        (403, "may not be read"),
        (401, "a login"),
        (400, "400"),
        (301, "301"),
    ],
)
def test_what_will_not_change_is_not_asked_again(
    client: Callable[..., Client], code: int, said: str
) -> None:
    with serving(fixed(BODY)) as site:
        site.faults = deque([status(code)])
        with pytest.raises(FetchFailed, match=said):
            client(site.address).get(site.address)
    assert len(site.asked) == 1


def test_a_server_that_is_not_there(client: Callable[..., Client], slept: list[float]) -> None:
    with serving(fixed(BODY)) as site:
        address = site.address
    with pytest.raises(FetchFailed, match=r"cannot be reached \(.*refused\): are you online\?"):
        client(address).get(address)
    assert len(slept) == 2


def test_what_is_known_is_not_sent_again(client: Callable[..., Client]) -> None:
    with serving(fixed(BODY)) as site:
        own = client(site.address)
        first = own.get(site.address)
        assert first is not None
        assert first.validators.etag
        assert own.get(site.address, first.validators) is None
        assert own.get(site.address, Validators('"other"')) is not None


def test_a_client_says_who_it_is(client: Callable[..., Client]) -> None:
    with serving(fixed(BODY)) as site:
        client(site.address).get(site.address)
    told = site.asked[0].headers
    assert told["User-Agent"].startswith("papersearch/")
    assert "Cookie" not in told


def test_requests_to_one_host_lie_apart(slept: list[float]) -> None:
    pace = Pace(sleep=slept.append, clock=lambda: 100.0)
    with (
        serving(fixed(BODY)) as site,
        Client([site.address], apart=3.0, pace=pace) as one,
        Client([site.address], apart=3.0, pace=pace) as other,
    ):
        for own in (one, one, other):  # whoever asks
            own.get(site.address)
    assert slept == [3.0, 3.0]


def test_what_is_packed_is_unpacked(client: Callable[..., Client]) -> None:
    with serving(lambda asked: as_gzip(fixed(BODY)(asked))) as site:
        got = client(site.address).get(site.address)
    assert got is not None
    assert got.body == BODY


def test_a_bomb_takes_no_memory(client: Callable[..., Client]) -> None:
    bomb = gzip.compress(bytes(100 << 20), 9)
    nested = gzip.compress(bomb)
    for body, encoding, said in (
        (bomb, "gzip", "more than 1 MiB"),
        (nested, "gzip, gzip", "which nobody asked for"),
        (bomb, "br", "which nobody asked for"),
    ):
        answer = Reply(200, body, {"Content-Encoding": encoding})
        with serving(lambda _asked, answer=answer: answer) as site:  # type: ignore[misc]
            tracemalloc.start()
            with pytest.raises(FetchFailed, match=said):
                client(site.address).get(site.address, most=1 << 20)
            peak = tracemalloc.get_traced_memory()[1]
            tracemalloc.stop()
        assert peak < 30 << 20


def test_a_body_has_an_end(client: Callable[..., Client]) -> None:
    with serving(fixed(b"x" * 3000)) as site:
        with pytest.raises(FetchFailed, match="more than"):
            client(site.address).get(site.address, most=2999)
        assert client(site.address).get(site.address, most=3000) is not None
    assert len(site.asked) == 2


def test_a_body_that_drips_is_not_waited_for(
    client: Callable[..., Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "FETCH_SECONDS", 0.3)
    with (
        serving(lambda _asked: Reply(200, b"drip" * 100, drip=0.05)) as site,
        pytest.raises(FetchFailed, match="5 times"),
    ):
        client(site.address).get(site.address)


def test_headers_that_drip_are_not_waited_for(
    client: Callable[..., Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "FETCH_SECONDS", 0.3)
    with socket.create_server(("127.0.0.1", 0)) as server:  # it takes what comes and says nothing
        address = f"http://127.0.0.1:{server.getsockname()[1]}"
        with pytest.raises(FetchFailed, match=r"it took too long|timed out"):
            client(address).get(address)


def leading_to(*places: str) -> Publisher:
    left = deque(places)

    def answer(asked: Asked) -> Reply:
        return Reply(302, b"", {"Location": left.popleft()}) if left else fixed(BODY)(asked)

    return answer


@pytest.mark.parametrize(
    "place", ["http://example.org/", "ftp://example.org/", "/here", "file:///"]
)
def test_only_https_is_followed(client: Callable[..., Client], place: str) -> None:
    with serving(leading_to(place)) as site, pytest.raises(FetchFailed, match="is not https"):
        client(site.address).get(site.address)
    assert len(site.asked) == 1


@pytest.mark.parametrize(
    "place",
    [
        "https://127.0.0.1:1/",
        "https://[::1]:1/",
        "https://[::ffff:127.0.0.1]/",
        "https://router/",
        "https://printer.local/",
        "https://192.168.0.1/",
        "https://169.254.169.254/latest/meta-data",
        "https://2130706433/",
        "https://0x7f000001/",
        "https://0/",
        "https://100.64.0.1/",
        "https://[64:ff9b::7f00:1]/",
        "https://[fe80::1]/",
    ],
)
def test_nobody_is_led_to_the_local_network(client: Callable[..., Client], place: str) -> None:
    with serving(leading_to(place)) as site:
        address = site.address.replace("127.0.0.1", "localhost")
        with pytest.raises(FetchFailed, match="of the local network: nothing is asked there"):
            client(address).get(address)
    assert len(site.asked) == 1


def test_a_name_that_says_it_is_here(
    client: Callable[..., Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    def look_up(*_: object, **__: object) -> list[tuple[object, ...]]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", 80))]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    with serving(fixed(BODY)) as site:
        address = site.address.replace("127.0.0.1", "digests.example.org")
        with pytest.raises(FetchFailed, match="an address of the local network"):
            client(address).get(address)
    assert site.asked == []


def test_another_port_of_this_machine_is_not_named(
    client: Callable[..., Client], trusted: ssl.SSLContext
) -> None:
    with serving(fixed(BODY), trusted) as other, serving(leading_to(other.address)) as site:
        with pytest.raises(FetchFailed, match="of the local network"):
            client(site.address).get(site.address)
        assert other.asked == []
        site.publisher = leading_to(other.address)
        assert client(site.address, other.address).get(site.address) is not None


def test_a_circle_of_addresses_ends(client: Callable[..., Client], trusted: ssl.SSLContext) -> None:
    with (
        serving(lambda _asked: Reply(302, b"", {"Location": "/again"}), trusted) as site,
        pytest.raises(FetchFailed, match="without end"),
    ):
        client(site.address).get(site.address)
    assert len(site.asked) == limits.FETCH_REDIRECTS + 1


def test_https_is_followed_to_https(client: Callable[..., Client], trusted: ssl.SSLContext) -> None:
    with serving(leading_to("/there?x=1"), trusted) as site:
        got = client(site.address).get(site.address)
    assert got is not None
    assert got.url == f"{site.address}/there?x=1"
    assert site.asked[1].path == "/there"


def test_a_server_of_nobody_is_not_trusted(
    client: Callable[..., Client], trusted: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SSL_CERT_FILE")
    transport._trusted.cache_clear()
    with (
        serving(fixed(BODY), trusted) as site,
        pytest.raises(FetchFailed, match=r"its certificate is not valid .* SSL_CERT_FILE"),
    ):
        client(site.address).get(site.address)
    assert site.asked == []


@pytest.fixture
def trusted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ssl.SSLContext]:
    """A server's certificate for this machine, of an authority that is trusted here."""
    trustme = pytest.importorskip("trustme")
    authority = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1", "localhost").configure_cert(context)
    authority.cert_pem.write_to_path(str(tmp_path / "authority.pem"))
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "authority.pem"))
    transport._trusted.cache_clear()
    yield context
    transport._trusted.cache_clear()


def test_a_proxy_of_the_environment(
    client: Callable[..., Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    with serving(fixed(BODY)) as proxy:
        monkeypatch.setenv("http_proxy", proxy.address.replace("//", "//me:secret@"))
        got = client("http://example.org/").get("http://example.org/feed")
        assert got is not None
        assert got.body == BODY
        assert proxy.asked[0].headers["Host"] == "example.org"
        assert proxy.asked[0].headers["Proxy-Authorization"].startswith("Basic ")
        monkeypatch.setenv("no_proxy", "127.0.0.1")
        with serving(fixed(BODY)) as site:
            client(site.address).get(site.address)
        assert len(site.asked) == len(proxy.asked) == 1


@contextlib.contextmanager
def tunnel() -> Iterator[tuple[str, list[str]]]:
    """A proxy that lets TLS through, and the first line of each request to it."""
    asked: list[str] = []

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            asked.append(self.rfile.readline().decode().strip())
            while self.rfile.readline().strip():
                pass
            host, _, port = asked[-1].split()[1].partition(":")
            with socket.create_connection((host, int(port))) as there:
                self.wfile.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
                back = threading.Thread(target=_pass, args=(there, self.request))
                back.start()
                _pass(self.request, there)
                back.join()

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, args=(0.01,)).start()
        yield f"http://127.0.0.1:{server.server_address[1]}", asked
        server.shutdown()


def _pass(one: socket.socket, other: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while data := one.recv(1 << 16):
            other.sendall(data)
        other.shutdown(socket.SHUT_WR)


def test_tls_goes_through_a_proxy_and_is_checked(
    client: Callable[..., Client], trusted: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("no_proxy", "")
    with serving(fixed(BODY), trusted) as site, tunnel() as (proxy, asked):
        monkeypatch.setenv("https_proxy", proxy)
        got = client(site.address).get(f"{site.address}/feed")
        assert got is not None
        assert got.body == BODY
        assert asked == [f"CONNECT {site.address.removeprefix('https://')} HTTP/1.1"]
        monkeypatch.delenv("SSL_CERT_FILE")
        transport._trusted.cache_clear()
        with pytest.raises(FetchFailed, match="its certificate is not valid"):
            client(site.address).get(f"{site.address}/feed")


def test_a_proxy_that_is_none(
    client: Callable[..., Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    from papersearch.errors import UsageError

    monkeypatch.setenv("http_proxy", "gopher://example.org")
    monkeypatch.setenv("no_proxy", "")
    with pytest.raises(UsageError, match="is no proxy: set HTTP_PROXY to"):
        client("http://example.org/").get("http://example.org/feed")


def test_no_key_of_an_address_is_shown(client: Callable[..., Client]) -> None:
    with serving(fixed(BODY)) as site:
        site.faults = deque([status(404), *[cut_off] * 9])
        named = site.address.replace("//", "//me:hunter2@")
        for _ in range(2):
            with pytest.raises(FetchFailed) as failed:
                client(named).get(f"{named}/feed?key=hunter3")
            assert "hunter" not in str(failed.value)
    assert site.asked[0].headers["Authorization"].startswith("Basic ")


@pytest.mark.parametrize("host", ["localhost", "router", "10.0.0.1", "::1", "[::1]", "a.local"])
def test_local_names(host: str) -> None:
    assert is_local_name(host)


def test_public_names_and_addresses() -> None:
    assert not is_local_name("export.arxiv.org")
    assert is_public("1.1.1.1")
    assert is_public("2606:4700::1111")
    assert not is_public("fe80::1%eth0")
    assert not is_public("224.0.0.1")
    assert not is_public("::ffff:10.0.0.1")
    assert not is_public("2002:0a00:0001::")


@pytest.mark.parametrize(
    "told",
    ["9" * 12, "9" * 5_000, "Fri, 31 Dec 9999 23:59:59 -1200", "Fri, 31 Dec 9999 23:59:59 GMT"],
)
def test_a_server_that_asks_for_ages(
    client: Callable[..., Client], slept: list[float], told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", "Asia/Seoul")
    with serving(fixed(BODY)) as site:
        site.faults = deque([too_many(told)])
        with pytest.raises(FetchFailed, match="left alone until 21"):
            client(site.address).get(site.address)
    assert slept == []


def test_unchanged_though_nothing_is_known(client: Callable[..., Client]) -> None:
    with (
        serving(lambda _asked: Reply(304)) as site,
        pytest.raises(FetchFailed, match="says that nothing has changed, which nobody asked"),
    ):
        client(site.address).get(site.address)


@pytest.mark.parametrize("told", ['"\xe9\xff"', '"한"', '"a\r\nX: y"', "\x01"])
def test_an_etag_that_no_header_takes_is_not_sent(client: Callable[..., Client], told: str) -> None:
    with serving(fixed(BODY)) as site:
        got = client(site.address).get(site.address, Validators(told, told))
    assert got is not None
    assert "If-None-Match" not in site.asked[0].headers
    assert "X" not in site.asked[0].headers


@pytest.mark.parametrize("place", ["https://\x01/", "https://[::1", "https://", "https:127.0.0.1"])
def test_nobody_is_led_to_no_address(client: Callable[..., Client], place: str) -> None:
    with serving(leading_to(place)) as site, pytest.raises(FetchFailed, match="it leads to"):
        client(site.address).get(site.address)
    assert len(site.asked) == 1


def test_a_gzip_of_several_members_is_whole(client: Callable[..., Client]) -> None:
    packed = b"".join(map(gzip.compress, (BODY[:5], b"", BODY[5:]))) + bytes(100)
    with serving(lambda _asked: Reply(200, packed, {"Content-Encoding": "gzip"})) as site:
        got = client(site.address).get(site.address)
    assert got is not None
    assert got.body == BODY
    endless = gzip.compress(b"") * 20_000
    with (
        serving(lambda _asked: Reply(200, endless, {"Content-Encoding": "gzip"})) as site,
        pytest.raises(FetchFailed, match="too many parts"),
    ):
        client(site.address).get(site.address)


def test_a_server_that_is_down_is_not_its_neighbour(client: Callable[..., Client]) -> None:
    with serving(fixed(BODY)) as gone:
        down = gone.address
    with serving(fixed(BODY)) as site:
        own = client(down, site.address)
        with pytest.raises(FetchFailed, match="cannot be reached"):
            own.get(down)
        assert own.get(site.address) is not None
