"""Servers on this machine that publish as the real ones document it, and misbehave when told to.

The real ones: https://huggingface.co/docs/hub/api, https://info.arxiv.org/help/oa/index.html, and
https://www.openarchives.org/OAI/2.0/openarchivesprotocol.htm.
"""

from __future__ import annotations

import gzip
import hashlib
import http.server
import io
import itertools
import json
import socket
import ssl
import struct
import tarfile
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlsplit
from xml.sax.saxutils import escape


@dataclass
class Reply:
    """What a server answers; ``sent`` of the bytes are sent, ``drip`` seconds after each one."""

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    sent: int | None = None
    drip: float = 0.0
    hang_up: bool = False


@dataclass
class Asked:
    """A request as it came."""

    path: str
    query: dict[str, str]
    headers: Mapping[str, str]


Publisher = Callable[[Asked], Reply]


class Site:
    """A server: what ``publisher`` answers, but for the ``faults`` that come first, one each."""

    def __init__(self, publisher: Publisher) -> None:
        self.publisher = publisher
        self.faults: deque[Callable[[Reply], Reply]] = deque()
        self.asked: list[Asked] = []
        self.address = ""

    def answer(self, asked: Asked) -> Reply:
        self.asked.append(asked)
        reply = self.publisher(asked)
        return self.faults.popleft()(reply) if self.faults else reply


@contextmanager
def serving(publisher: Publisher, tls: ssl.SSLContext | None = None) -> Iterator[Site]:
    """Let a publisher answer on a port of this machine."""
    site = Site(publisher)

    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            query = {name: values[0] for name, values in parse_qs(parts.query).items()}
            _send(self, site.answer(Asked(parts.path, query, dict(self.headers.items()))))

        def log_message(self, *_arguments: object) -> None:
            pass

    class Server(http.server.ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_arguments: object) -> None:
            pass  # whoever asked has left, or was left

    server = Server(("127.0.0.1", 0), Handler)
    if tls is not None:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    scheme = "http" if tls is None else "https"
    site.address = f"{scheme}://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _send(handler: http.server.BaseHTTPRequestHandler, reply: Reply) -> None:
    try:
        if reply.hang_up:
            linger = struct.pack("ii", 1, 0)
            handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
            handler.close_connection = True
            handler.connection.close()
            return
        handler.send_response(reply.status)
        headers = {"Content-Length": str(len(reply.body)), **reply.headers}
        for name, value in headers.items():
            if value:
                handler.send_header(name, value)
        if reply.sent is not None:
            handler.send_header("Connection", "close")
        handler.end_headers()
        body = reply.body if reply.sent is None else reply.body[: reply.sent]
        if not reply.drip:
            handler.wfile.write(body)
        for byte in body if reply.drip else b"":
            handler.wfile.write(bytes([byte]))
            handler.wfile.flush()
            time.sleep(reply.drip)
    except OSError:  # whoever asked has left
        handler.close_connection = True


def known(asked: Asked, body: bytes, headers: dict[str, str] | None = None) -> Reply:
    """Return an answer that whoever has it already is not sent again."""
    etag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
    headers = {"ETag": etag, **(headers or {})}
    if asked.headers.get("If-None-Match") == etag:
        return Reply(304, headers=headers)
    return Reply(200, body, headers)


class Hub:
    """Hugging Face's daily papers: ``days`` are the papers of each day."""

    def __init__(self) -> None:
        self.days: dict[str, list[dict[str, object]]] = {}

    def __call__(self, asked: Asked) -> Reply:
        if asked.path != "/api/daily_papers":
            return Reply(404, b'{"error":"Sorry, we can\'t find the page you are looking for."}')
        limit, page = int(asked.query.get("limit", "50")), int(asked.query.get("p", "0"))
        if not 1 <= limit <= 100:
            return Reply(400, b'{"error":"limit"}')
        papers = self.days.get(asked.query["date"], [])[page * limit : (page + 1) * limit]
        return known(asked, self.body(papers), {"Content-Type": "application/json"})

    @staticmethod
    def body(papers: list[dict[str, object]]) -> bytes:
        return json.dumps(papers, ensure_ascii=False).encode()


def paper(number: int, votes: int = 1) -> dict[str, object]:
    """Return a paper as the hub lists it."""
    title = f"Lanterns of order {number} that remember their harbour"
    return {
        "paper": {
            "id": f"2611.{number:05d}",
            "authors": [{"_id": "a", "name": "Mara Quill", "hidden": False}],
            "publishedAt": "2026-11-01T10:00:00.000Z",
            "title": title,
            "summary": f"We let lantern {number} remember its harbour in the fog.",
            "upvotes": votes,
        },
        "title": title,
        "numComments": 0,
    }


_PAGE = """<?xml version="1.0" encoding="UTF-8"?>
<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/">
<responseDate>2026-11-28T06:00:00Z</responseDate>
<request verb="ListRecords">http://oaipmh.arxiv.org/oai</request>
{}
</OAI-PMH>
"""
_RECORD = """<record><header><identifier>oai:arXiv.org:{id}</identifier>
<datestamp>{day}</datestamp><setSpec>{set}</setSpec></header><metadata>
<arXiv xmlns="http://arxiv.org/OAI/arXiv/"><id>{id}</id><created>{day}</created><authors><author>
<keyname>Quill</keyname><forenames>Mara</forenames></author></authors><title>{title}</title>
<categories>cs.CL</categories><abstract>{text}</abstract></arXiv></metadata></record>"""


class Arxiv:
    """arXiv for harvesters: ``days`` are the numbers of each day, ``size`` of them a page."""

    def __init__(self, sets: tuple[str, ...] = ("cs:cs:CL",), size: int = 5) -> None:
        self.sets, self.size = sets, size
        self.days: dict[str, list[int]] = {}

    def __call__(self, asked: Asked) -> Reply:
        query = asked.query
        if token := query.get("resumptionToken"):
            day, start = token.split("|")
        else:
            if query["set"] not in self.sets:
                return self._error("badArgument", f"Set {query['set']} does not exist")
            assert query["from"] == query["until"]
            assert query["metadataPrefix"] == "arXiv"
            day, start = query["from"], "0"
        return self._page(day, int(start))

    def _page(self, day: str, start: int) -> Reply:
        numbers = self.days.get(day, [])
        if not numbers:
            return self._error("noRecordsMatch", "no records")
        shown = numbers[start : start + self.size]
        records = "".join(
            _RECORD.format(
                id=f"2611.{own:05d}",
                day=day,
                set=self.sets[0],
                title=escape(f"On the {own}th way to fold a river"),
                text=escape(f"Rivers are folded {own} times, and keep < all of their bends."),
            )
            for own in shown
        )
        end = start + self.size
        token = f"{day}|{end}" if end < len(numbers) else ""
        records += f"<resumptionToken>{token}</resumptionToken>"
        return self._of(f"<ListRecords>{records}</ListRecords>")

    def _error(self, code: str, message: str) -> Reply:
        return self._of(f'<error code="{code}">{message}</error>')

    @staticmethod
    def _of(body: str) -> Reply:
        return Reply(200, _PAGE.format(body).encode(), {"Content-Type": "application/xml"})


class Feed:
    """A feed that shows the last ``size`` of its ``papers``."""

    def __init__(self, size: int = 10) -> None:
        self.size = size
        self.papers: list[int] = []

    def __call__(self, asked: Asked) -> Reply:
        items = "".join(
            f"<item><title>Moths number {own} and the lamps they trust</title>"
            f"<link>https://arxiv.org/abs/2612.{own:05d}</link>"
            f"<description>Moth {own} trusts a lamp.</description></item>"
            for own in self.papers[-self.size :]
        )
        body = f'<?xml version="1.0"?><rss version="2.0"><channel>{items}</channel></rss>'.encode()
        return known(asked, body, {"Content-Type": "application/rss+xml"})


def archive(files: Mapping[str, bytes], name: str = "daily-main") -> bytes:
    """Return files as GitHub packs a repository."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as tar:
        for path, data in files.items():
            member = tarfile.TarInfo(f"{name}/{path}")
            member.size = len(data)
            tar.addfile(member, io.BytesIO(data))
    return packed.getvalue()


def too_many(seconds: str = "1") -> Callable[[Reply], Reply]:
    return lambda _reply: Reply(429, b"slow down", {"Retry-After": seconds})


def status(code: int) -> Callable[[Reply], Reply]:
    return lambda _reply: Reply(code, b"<html>an error</html>", {"Content-Type": "text/html"})


def cut_off(reply: Reply) -> Reply:
    """Send half of what was declared."""
    body = reply.body or b"[]"
    return Reply(200, body, reply.headers, sent=len(body) // 2)


def too_short(reply: Reply) -> Reply:
    """Declare less than there is."""
    body = reply.body or b"[] "
    length = str(len(body) // 2)
    return Reply(200, body, {**reply.headers, "Content-Length": length}, sent=len(body))


def half_a_gzip(reply: Reply) -> Reply:
    packed = gzip.compress(reply.body or b"[]")
    headers = {**reply.headers, "Content-Encoding": "gzip"}
    return Reply(200, packed[: len(packed) // 2], headers)


def no_gzip(reply: Reply) -> Reply:
    return Reply(200, reply.body or b"[]", {**reply.headers, "Content-Encoding": "gzip"})


def page_of_html(_reply: Reply) -> Reply:
    body = b"<!doctype html><html><body><h1>We will be back soon</h1></body></html>"
    return Reply(200, body, {"Content-Type": "text/html"})


def hung_up(_reply: Reply) -> Reply:
    return Reply(hang_up=True)


def as_gzip(reply: Reply) -> Reply:
    """No fault: what is packed is unpacked."""
    if reply.status != 200:
        return reply
    return Reply(200, gzip.compress(reply.body), {**reply.headers, "Content-Encoding": "gzip"})


FAULTS: tuple[Callable[[Reply], Reply], ...] = (
    too_many(),
    too_many("0"),
    status(500),
    status(502),
    status(503),
    cut_off,
    too_short,
    half_a_gzip,
    no_gzip,
    page_of_html,
    hung_up,
)
"""All that a server does wrong for a moment; each costs one more request."""


def in_turn(*publishers: Publisher) -> Publisher:
    """Return a publisher that answers as each of these once, and then as the last one."""
    left = itertools.chain(publishers, itertools.repeat(publishers[-1]))
    return lambda asked: next(left)(asked)


def fixed(body: bytes, media: str = "", **headers: str) -> Publisher:
    """Return a publisher that always answers the same."""
    told = {"Content-Type": media, **headers} if media else headers
    return lambda asked: known(asked, body, told)
