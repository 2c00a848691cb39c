"""What a connection may take its time for, and what happens to the others when one does not end."""

from __future__ import annotations

import logging
import socket

import pytest

from tests.server.conftest import (
    CHUNKED,
    GET,
    LONG,
    POST,
    SOON,
    Serve,
    answer,
    drip,
    is_hung_up,
)


@pytest.mark.parametrize("sent", [b"", b"GET", b"GET / HTTP/1.1\r\nHost: a\r\n"])
def test_a_header_has_a_deadline(serve: Serve, sent: bytes) -> None:
    assert is_hung_up(serve(header=SOON).open(sent))


@pytest.mark.parametrize("piece", [b"x", b"X: y\r\n"])
def test_drops_of_a_header_do_not_put_it_off(serve: Serve, piece: bytes) -> None:
    drip(serve(header=SOON).open(b"GET / HTTP/1.1\r\nHost: a\r\nA: "), piece)


@pytest.mark.parametrize("path", [b"/", b"/unread"])
@pytest.mark.parametrize("kind", [POST, CHUNKED])
def test_a_body_has_a_deadline_whether_it_is_read_or_not(
    serve: Serve, kind: bytes, path: bytes
) -> None:
    running = serve(body=SOON)
    assert is_hung_up(running.open(kind % path))
    drip(running.open(kind % path), b"1\r\nx\r\n")


def test_an_idle_connection_has_a_deadline(serve: Serve) -> None:
    connection = serve(idle=0).open(GET % b"/")
    assert answer(connection).startswith(b"HTTP/1.1 200")
    assert is_hung_up(connection)


def test_the_header_of_a_later_request_has_a_deadline(serve: Serve) -> None:
    connection = serve(header=SOON).open(GET % b"/")
    assert answer(connection).startswith(b"HTTP/1.1 200")
    drip(connection, b"x")


def test_an_answer_that_is_not_taken_has_a_deadline(serve: Serve) -> None:
    running = serve(answer=SOON)
    running.open(GET % b"/long")
    running.holds(1)
    running.holds(0)


def test_an_answer_is_taken_at_leisure_within_its_deadline(serve: Serve) -> None:
    connection = serve(header=SOON, body=SOON, work=SOON).open(GET % b"/long")
    received = 0
    while received < LONG:
        received += len(connection.recv(1 << 20))
    assert received > LONG


def test_an_answer_that_is_not_made_has_a_deadline(serve: Serve) -> None:
    running = serve(work=SOON)
    assert is_hung_up(running.open(GET % b"/wait"))
    running.app.stopped.acquire()


def test_work_for_a_client_that_is_gone_is_stopped(
    serve: Serve, caplog: pytest.LogCaptureFixture
) -> None:
    running = serve()
    connection = running.open(GET % b"/wait")
    running.app.begun.acquire()
    connection.close()
    running.app.stopped.acquire()
    running.holds(0)
    assert answer(running.open(GET % b"/")).startswith(b"HTTP/1.1 200")
    assert not caplog.records


def test_where_there_are_too_many_the_oldest_that_keeps_us_waiting_goes(serve: Serve) -> None:
    running = serve(connections=3)
    half_open = []
    for count, sent in enumerate((b"", b"GET", POST % b"/")):
        half_open.append(running.open(sent))
        running.holds(count + 1)
    assert answer(running.open(GET % b"/")).startswith(b"HTTP/1.1 200")
    assert is_hung_up(half_open[0])
    half_open[1].sendall(b" / HTTP/1.1\r\nHost: a\r\n\r\n")
    assert answer(half_open[1]).startswith(b"HTTP/1.1 200")
    half_open[2].sendall(b"y" * 1000)
    assert answer(half_open[2]).startswith(b"HTTP/1.1 200")


def test_who_waits_for_an_answer_never_goes(serve: Serve) -> None:
    running = serve(connections=2)
    waiting = running.open(GET % b"/wait")
    running.app.begun.acquire()
    for _ in range(10):
        assert answer(running.open(GET % b"/")).startswith(b"HTTP/1.1 200")
    running.app.may_go_on.set()
    assert answer(waiting).startswith(b"HTTP/1.1 200")


def test_where_all_wait_for_answers_the_new_one_goes(serve: Serve) -> None:
    running = serve(connections=1)
    waiting = running.open(GET % b"/wait")
    running.app.begun.acquire()
    assert is_hung_up(running.open())
    running.app.may_go_on.set()
    assert answer(waiting).startswith(b"HTTP/1.1 200")


def test_a_crowd_of_half_open_and_idle_connections_keeps_nobody_out(serve: Serve) -> None:
    running = serve(connections=20)
    kept = running.open(GET % b"/")
    assert answer(kept)
    for number in range(200):
        running.open((b"", b"GET / HTTP/1.1\r\nA: ", POST % b"/", GET % b"/")[number % 4])
        if (
            number % 4 == 0
        ):  # one that goes on asking is never the oldest, however late others are seen
            kept.sendall(GET % b"/")
            assert answer(kept).startswith(b"HTTP/1.1 200")
    assert len(running.server.crowd) <= 20


def test_requests_one_behind_the_other_are_all_answered(serve: Serve) -> None:
    connection = serve().open((GET % b"/") * 50)
    whole = b""
    while whole.count(b"xx") < 50:
        whole += connection.recv(1 << 16)
    assert whole.count(b"HTTP/1.1 200") == 50


@pytest.mark.parametrize(
    "sent",
    [
        b"\x16\x03\x01\x02\x00\x01",
        b"\r\n\r\n\r\n",
        b"GET / HTTP/1.1\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nA: " + b"x" * (1 << 17),
        b"GET /" + b"x" * (1 << 17),
        CHUNKED % b"/" + b"zz\r\n",
        CHUNKED % b"/unread" + b"zz\r\n",
        CHUNKED % b"/long" + b"1\r\nx\r\nzz\r\n",
        GET % b"/wait" + b"\x00\x00\r\n\r\n",
        GET % b"/" + b"\x00\x00\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: upgrade\r\n\r\n\xff",
    ],
)
def test_what_is_no_http_ends_without_a_traceback(
    serve: Serve, caplog: pytest.LogCaptureFixture, sent: bytes
) -> None:
    running = serve()
    running.app.may_go_on.set()
    connection = running.open()
    try:
        connection.sendall(sent)
        connection.shutdown(socket.SHUT_WR)
    except OSError:  # it may have hung up already
        pass
    assert is_hung_up(connection)
    assert answer(running.open(GET % b"/")).startswith(b"HTTP/1.1 200")
    assert [record for record in caplog.records if record.levelno > logging.WARNING] == []


def test_a_fault_of_ours_is_logged_and_answered(
    serve: Serve, caplog: pytest.LogCaptureFixture
) -> None:
    running = serve()
    with caplog.at_level(logging.WARNING):
        assert b"HTTP/1.1 500" in answer(running.open(GET % b"/fail"))
    assert "a fault of ours" in caplog.text
