"""Which names a server goes by, and which requests of web pages it heeds."""

from __future__ import annotations

import socket
from urllib.parse import urlsplit

import pytest

from papersearch.server.hosts import (
    Names,
    canonical,
    is_loopback,
    is_wildcard,
    read_host,
    read_origin,
    url_host,
)
from papersearch.server.listening import address_of, listen

HERE = Names.on("127.0.0.1")
OTHERS = Names.on("192.0.2.7", ["Papers.Example", "münchen.example"])


def knows_host(names: Names, header: str) -> bool:
    return names.refusal("GET", [(b"host", header.encode())]) is None


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "127.0.0.2",
        "127.1",
        "localhost",
        "LOCALHOST",
        "localhost.",
        "::1",
        "[::1]",
        "0:0:0:0:0:0:0:1",
        "::ffff:127.0.0.1",
        "0.0.0.0",
        "::",
        "0",
        "",
        socket.gethostname(),
    ],
)
def test_the_address_that_is_printed_is_heeded(host: str) -> None:
    with listen(host, 0) as listener:
        printed = urlsplit(address_of(listener, host))
    assert knows_host(Names.on(host), printed.netloc)
    assert Names.on(host).refusal("GET", [(b"host", printed.netloc.encode())]) is None


def test_zones_are_printed_as_urls_have_them_and_heeded_either_way() -> None:
    names = Names.on("fe80::1%eth0")
    assert url_host("fe80::1%eth0") == "[fe80::1%25eth0]"
    for header in ("[fe80::1%25eth0]:8765", "[fe80::1%eth0]:8765", "[fe80::1]", "[FE80:0::1]:1"):
        assert knows_host(names, header)


@pytest.mark.parametrize(
    "header",
    [
        "127.0.0.1",
        "127.0.0.1:1",
        "127.8.8.8:65535",
        "localhost",
        "LocalHost.:80",
        "[::1]",
        "[0::1]:8765",
        "[::ffff:127.0.0.1]:8765",
    ],
)
def test_names_of_this_machine(header: str) -> None:
    assert knows_host(HERE, header)


@pytest.mark.parametrize(
    "header",
    [
        "",
        " ",
        "127.0.0.1:80@evil.com",
        "user@127.0.0.1",
        "127.0.0.1@evil",
        "127.0.0.1.evil.example",
        "127.0.0.1:",
        "127.0.0.1:x",
        "127.0.0.1:-1",
        "127.0.0.1:99999",
        "127.0.0.1:8765:8765",
        "127.0.0.1/",
        "127.0.0.1?",
        "127.0.0.1,127.0.0.1",
        " 127.0.0.1",
        "127.0.0.1\n",
        "127.0.0.1\x00",
        "127.0.0.1%00.evil",
        "[127.0.0.1]",
        "[::1",
        "::1",
        "[::1]x",
        "[::1]@evil",
        "[evil]",
        "localhost..",
        "localhost.evil",
        "evil.localhost.example",
        "\u0661\u0662\u0667.0.0.1",
        "0.0.0.0",
        "192.0.2.7",
        "papers.example",
    ],
)
def test_other_names_are_none(header: str) -> None:
    assert not knows_host(HERE, header)


def test_a_server_for_others_goes_by_addresses_and_given_names() -> None:
    for header in ("192.0.2.7:1", "198.51.100.1", "[2001:db8::1]:8765", "papers.example.:80"):
        assert knows_host(OTHERS, header)
    assert knows_host(OTHERS, "xn--mnchen-3ya.example")
    assert not knows_host(OTHERS, "evil.example")
    assert not knows_host(OTHERS, "192.0.2.7:80@evil.com")


def refused(*headers: tuple[str, str], method: str = "GET", names: Names = HERE) -> int:
    """Return the status with which a request is refused, 0 where it is heeded."""
    given = [(name.lower().encode(), value.encode("latin-1")) for name, value in headers]
    found = names.refusal(method, given)
    return 0 if found is None else found.status


HOST = ("Host", "127.0.0.1:8765")


def test_a_request_has_one_host() -> None:
    assert refused() == 421
    assert refused(HOST) == 0
    assert refused(HOST, HOST) == 421
    assert refused(HOST, ("Host", "evil.example")) == 421


@pytest.mark.parametrize(
    "origin",
    [
        "null",
        "",
        "http://evil.example",
        "http://127.0.0.1",
        "http://127.0.0.1:80",
        "https://127.0.0.1:8766",
        "http://localhost:8765",
        "http://127.0.0.1:8765@evil.example",
        "http://user@127.0.0.1:8765",
        "http://127.0.0.1:8765/",
        "http://127.0.0.1:8765 http://evil.example",
        "HTTP://127.0.0.1:8765",
        "file://127.0.0.1:8765",
        "127.0.0.1:8765",
        "\xff",
    ],
)
def test_pages_of_other_origins_are_refused(origin: str) -> None:
    for method in ("GET", "POST"):
        assert refused(HOST, ("Origin", origin), method=method) == 403


def test_pages_of_this_server_are_heeded() -> None:
    assert refused(HOST, ("Origin", "http://127.0.0.1:8765"), method="POST") == 0
    assert refused(HOST, *[("Origin", "http://127.0.0.1:8765")] * 2) == 403
    host = ("Host", "papers.example")
    for scheme in ("http", "https"):
        assert refused(host, ("Origin", f"{scheme}://papers.example"), names=OTHERS) == 0
    # A proxy may call the server by another name than its visitors do.
    assert refused(HOST, ("Origin", "https://papers.example"), names=OTHERS) == 0
    assert refused(("Host", "[::1]:80"), ("Origin", "http://[0::1]")) == 0


def test_requests_that_a_browser_sends_for_another_site_are_refused() -> None:
    for site in ("cross-site", "same-site", "what"):
        assert refused(HOST, ("Sec-Fetch-Site", site)) == 403
        assert refused(HOST, ("Sec-Fetch-Site", site), ("Sec-Fetch-Mode", "no-cors")) == 403
    for site in ("same-origin", "none"):
        assert refused(HOST, ("Sec-Fetch-Site", site)) == 0
    assert refused(HOST, ("Sec-Fetch-Site", "none"), ("Sec-Fetch-Site", "cross-site")) == 403


def test_links_from_elsewhere_may_be_followed() -> None:
    came = ("Sec-Fetch-Site", "cross-site"), ("Sec-Fetch-Mode", "navigate")
    assert refused(HOST, *came, ("Sec-Fetch-Dest", "document")) == 0
    assert refused(HOST, *came, ("Sec-Fetch-Dest", "document"), method="POST") == 403
    assert refused(HOST, *came, ("Sec-Fetch-Dest", "iframe")) == 403


def test_hosts() -> None:
    loopback = (
        "127.8.8.8",
        "::1",
        "localhost",
        "LOCALHOST.",
        "[::1]",
        "::ffff:127.0.0.1",
        "::1%lo",
    )
    assert [is_loopback(host) for host in loopback] == [True] * len(loopback)
    assert [is_loopback(host) for host in ("0.0.0.0", "::", "example.org", "")] == [False] * 4
    wild = ("0.0.0.0", "::", "", "::ffff:0.0.0.0")
    assert [is_wildcard(host) for host in wild] == [True] * 4
    assert not is_wildcard("localhost")
    assert [url_host("::1"), url_host("127.0.0.1"), url_host("[::1]")] == [
        "[::1]",
        "127.0.0.1",
        "[::1]",
    ]
    assert canonical("[FE80::0001%eth0]") == "fe80::1"
    assert read_host("a:0") == ("a", None)
    assert read_origin("https://a:8") == ("https", ("a", 8))
