"""What is written to the terminal of a server: each thing once, and how often."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator

import pytest

from papersearch.server.log import Once, Safe, logging_once

SAYS = logging.getLogger("papersearch.tests.says")


class Time:
    """A clock that is set by hand."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def written(time: Time) -> Iterator[io.StringIO]:
    """What a logger writes, once a minute each."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(Safe("%(levelname)s: %(message)s"))
    handler.addFilter(Once(60, time))
    SAYS.addHandler(handler)
    SAYS.propagate = False
    yield stream
    SAYS.propagate = True
    SAYS.removeHandler(handler)


def say(text: str) -> None:
    SAYS.warning("%s", text)


def fail(error: Exception) -> None:
    try:
        raise error
    except Exception:
        SAYS.exception("it failed")


def test_the_same_place_speaks_once_a_minute_whatever_it_says(
    written: io.StringIO, time: Time
) -> None:
    for number in range(1000):
        say(f"text {number} of a client")
    assert written.getvalue() == "WARNING: text 0 of a client\n"
    time.now = 60
    say("again")
    assert written.getvalue().endswith("\nWARNING: again (and 999 times before)\n")


def test_other_places_and_other_errors_speak_for_themselves(written: io.StringIO) -> None:
    say("one")
    SAYS.warning("two")
    for _ in range(3):
        fail(ValueError("three"))
        fail(KeyError("four"))
    assert written.getvalue().count("Traceback") == 2
    assert written.getvalue().count("\nValueError: three\n") == 1
    assert written.getvalue().count("\nKeyError: 'four'\n") == 1


def test_what_the_system_refuses_is_a_line(written: io.StringIO) -> None:
    fail(OSError(24, "Too many open files"))
    assert written.getvalue() == "ERROR: it failed: [Errno 24] Too many open files\n"


def test_what_clients_send_is_shown_and_not_obeyed(written: io.StringIO) -> None:
    say("\x1b[2J\u202e")
    assert written.getvalue() == "WARNING: \\x1b[2J\\u202e\n"


def test_what_was_not_told_is_told_at_the_end(capsys: pytest.CaptureFixture[str]) -> None:
    with logging_once():
        for _ in range(3):
            say("three of these")
        SAYS.warning("one of these")
    assert capsys.readouterr().err == (
        "WARNING: three of these\nWARNING: one of these\nWARNING: three of these (2 times more)\n"
    )
    assert SAYS.getEffectiveLevel() == logging.getLogger().level
