"""Commands that ask a running server, and what they make of servers that are not to be trusted."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import os
import select
import socket
import threading
import time
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from papersearch import config
from papersearch.embedding.reranker import Reranker
from papersearch.render.hits import FORMATS, render_hits
from papersearch.render.terminal import Style
from papersearch.server.engine import Engine
from papersearch.types import limits
from papersearch.types.query import MODES, Filters, Query
from papersearch.web import meeting
from papersearch.web.meeting import Wish, Written, ask, is_private, socket_path
from papersearch.web.nearby import Nearby
from tests.rerankers import FakeReranker
from tests.web.conftest import fake

Reply = Callable[[bytes], bytes | None]


@pytest.fixture
def runtime(make_short: Callable[[], Path]) -> Path:
    folder = make_short() / "papersearch"
    folder.mkdir(mode=0o700)
    return folder


@contextlib.contextmanager
def nearby(index: Path, runtime: Path, reranker: Reranker | None = None) -> Iterator[Path]:
    """Run the socket's side of a server in a thread; yields where it listens."""
    engine = Engine(index, fake(index), threads=1, reranker=reranker)
    begun, end = threading.Event(), threading.Event()

    async def run() -> None:
        async with Nearby(engine, runtime).open():
            begun.set()
            await asyncio.to_thread(end.wait)

    thread = threading.Thread(target=asyncio.run, args=(run(),))
    thread.start()
    begun.wait()
    try:
        yield socket_path(runtime, index)
    finally:
        end.set()
        thread.join()
        engine.close()
        with warnings.catch_warnings():  # a connection that ends with the loop is left to it
            warnings.simplefilter("ignore", ResourceWarning)
            gc.collect()


@contextlib.contextmanager
def listening(path: Path, reply: Reply) -> Iterator[None]:
    """Let something else listen at ``path``, which answers once; None hangs up."""
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(path))
        listener.listen()

        def serve() -> None:
            with listener.accept()[0] as connection:
                question = b""
                while part := connection.recv(1 << 16):
                    question += part
                answer = reply(question)
                if answer is not None:
                    connection.sendall(answer)

        thread = threading.Thread(target=serve)
        thread.start()
        yield
        thread.join()


def wish(text: str = "시각 토큰", format_: str = "table") -> Wish:
    return Wish(Query(text, 3), format_, color=True, columns=72)


@pytest.mark.parametrize("format_", FORMATS)
def test_the_answer_is_what_the_command_would_find(
    built: Path, runtime: Path, format_: str
) -> None:
    query = Query("시각 토큰", 2, filters=Filters(since="2024", authors=("lima",)))
    asked = Wish(query, format_, color=True, columns=60)
    with nearby(built, runtime):
        answer = ask(runtime, built, asked)
    with fake(built)() as index:
        hits = index.ask(query)
    assert answer == Written(render_hits(hits, format_, style=Style(True, 60), query=query), 1)


def test_a_server_reranks_for_whoever_wants_its_model_and_for_nobody_else(
    built: Path, runtime: Path
) -> None:
    model = FakeReranker(lambda text: -float("TokenSqueeze" in text), place="/models/one")
    query = Query("시각 토큰", 9)

    def asked(rerank: str) -> Written | None:
        return ask(runtime, built, Wish(query, "ids", False, 72, rerank))

    with nearby(built, runtime):
        plain = asked("")
        assert plain
        assert asked("/models/one") is None  # it was started without
    with nearby(built, runtime, model):
        reranked = asked("/models/one")
        assert reranked
        assert reranked.text.split()[-1] == plain.text.split()[0] == "2407.00001"
        assert asked("") == plain
        assert asked("/models/two") is None
        model.current = False
        assert asked("/models/one") is None
        assert asked("") == plain


def test_a_server_has_longer_to_rerank(
    built: Path, runtime: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its model answers only when a plain question would have been given up."""
    monkeypatch.setattr("papersearch.web.nearby.PATIENCE", 0.2)
    done = threading.Event()

    def slow(_text: str) -> float:
        done.wait(0.5)
        return 1.0

    with nearby(built, runtime, FakeReranker(slow)):
        assert ask(runtime, built, Wish(Query("시각 토큰", 3), "ids", False, 72, "fake"))
    assert Wish(Query("a"), "ids", False, 72, "fake").patience == limits.QUERY_SECONDS
    assert Wish(Query("a"), "ids", False, 72).patience == meeting.PATIENCE


def test_the_socket_is_private_and_goes_with_its_server(built: Path, runtime: Path) -> None:
    with nearby(built, runtime) as path:
        assert path.stat().st_mode & 0o777 == 0o600
        assert is_private(runtime)
        assert ask(runtime, built, wish())
    assert not path.exists()
    assert ask(runtime, built, wish()) is None


def test_another_index_another_version_another_place(
    built: Path, runtime: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with nearby(built, runtime):
        assert ask(runtime, tmp_path, wish()) is None
        assert ask(tmp_path / "nowhere", built, wish()) is None
        (tmp_path / "round").symlink_to("round")
        assert ask(runtime, tmp_path / "round", wish()) is None
        package = tmp_path / "papersearch"
        package.mkdir()
        monkeypatch.setattr(meeting, "_PACKAGE", package)
        assert ask(runtime, built, wish()) is None


def test_any_changed_file_of_the_code_gives_another_name(
    runtime: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(meeting, "_PACKAGE", tmp_path)
    (tmp_path / "deep").mkdir()
    code = tmp_path / "deep" / "code.py"
    code.write_text("1")
    names = {socket_path(runtime, tmp_path)}
    os.utime(code, (1, 1))
    names.add(socket_path(runtime, tmp_path))
    code.rename(tmp_path / "code.py")
    names.add(socket_path(runtime, tmp_path))
    assert len(names) == 3


def test_a_stale_socket_is_no_server_and_is_swept_away(built: Path, runtime: Path) -> None:
    stale = socket_path(runtime, built)
    other = runtime / f"{'0a' * 12}.sock"
    foreign = runtime / "other.sock"
    for path in (stale, other, foreign):
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind(str(path))
    assert ask(runtime, built, wish()) is None
    with nearby(built, runtime):
        assert ask(runtime, built, wish())
        assert not other.exists()
        assert foreign.exists()


def test_a_second_server_leaves_the_first_one_its_place(built: Path, runtime: Path) -> None:
    with nearby(built, runtime) as path:
        with nearby(built, runtime):
            assert ask(runtime, built, wish())
        assert path.exists()
        assert ask(runtime, built, wish())


@pytest.mark.parametrize("mode", [0o755, 0o770, 0o701])
def test_a_folder_that_others_can_enter_is_not_trusted(
    built: Path, runtime: Path, mode: int
) -> None:
    with nearby(built, runtime):
        runtime.chmod(mode)
        assert ask(runtime, built, wish()) is None
        runtime.chmod(0o700)
        assert ask(runtime, built, wish())


def test_a_server_does_not_listen_in_a_folder_that_others_can_enter(
    built: Path, runtime: Path
) -> None:
    runtime.chmod(0o755)
    with nearby(built, runtime) as path:
        assert not path.exists()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give files away")
def test_what_belongs_to_another_user_is_not_trusted(built: Path, runtime: Path) -> None:
    with nearby(built, runtime) as path:
        os.chown(path, 12345, -1)
        assert ask(runtime, built, wish()) is None
        os.chown(path, 0, -1)
        os.chown(runtime, 12345, -1)
        assert ask(runtime, built, wish()) is None
        os.chown(runtime, 0, -1)
        assert ask(runtime, built, wish())


# Python 3.13.0 forgets a connection that its peer leaves while the server closes, in 1 of 8 runs.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_peer_of_another_user_is_not_trusted(
    built: Path, runtime: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(meeting, "is_own_peer", lambda _: False)
    with nearby(built, runtime):
        assert ask(runtime, built, wish()) is None


def test_a_file_or_a_link_in_the_place_of_the_socket(built: Path, runtime: Path) -> None:
    path = socket_path(runtime, built)
    path.write_text("no socket")
    assert ask(runtime, built, wish()) is None
    path.unlink()
    path.symlink_to("/dev/null")
    assert ask(runtime, built, wish()) is None


WHOLE = Written("the answer", 3).encode()


@pytest.mark.parametrize(
    "answer", [None, b"", WHOLE[:3], WHOLE[:8], WHOLE[:-1], WHOLE + b"x", b"\xff" * 40]
)
def test_a_server_that_dies_halfway(built: Path, runtime: Path, answer: bytes | None) -> None:
    with listening(socket_path(runtime, built), lambda _: answer):
        assert ask(runtime, built, wish()) is None


def test_a_server_that_never_answers(built: Path, runtime: Path) -> None:
    done = threading.Event()

    def hang(_question: bytes) -> None:
        done.wait()

    with listening(socket_path(runtime, built), hang):
        assert ask(runtime, built, wish(), patience=0.05) is None
        done.set()


@contextlib.contextmanager
def pouring(path: Path, piece: bytes, pause: float) -> Iterator[None]:
    """Let something else listen at ``path``, which sends pieces as long as anyone takes them."""
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(path))
        listener.listen()

        def serve() -> None:
            with listener.accept()[0] as connection, contextlib.suppress(OSError):
                while True:
                    connection.sendall(piece)
                    time.sleep(pause)

        thread = threading.Thread(target=serve)
        thread.start()
        yield
        thread.join()


def test_a_server_that_answers_in_drops(built: Path, runtime: Path) -> None:
    with pouring(socket_path(runtime, built), b"\0", 0.001):
        assert ask(runtime, built, wish(), patience=0.05) is None


def test_a_server_whose_answer_has_no_end(
    built: Path, runtime: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "NEARBY_ANSWER_BYTES", 1 << 20)
    with pouring(socket_path(runtime, built), b"\0" * 4096, 0):
        assert ask(runtime, built, wish(), patience=3600) is None


def test_a_command_that_asks_in_drops(
    built: Path, runtime: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("papersearch.web.nearby.PATIENCE", 0.05)
    with nearby(built, runtime) as path, socket.socket(socket.AF_UNIX) as connection:
        connection.connect(str(path))
        with contextlib.suppress(ConnectionError):
            while True:
                connection.sendall(b"x")
                time.sleep(0.001)


def test_a_command_that_does_not_take_its_answer(
    built: Path, runtime: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("papersearch.web.nearby.PATIENCE", 0.05)
    monkeypatch.setattr("papersearch.web.nearby.written", lambda *_: Written("x" * (16 << 20), 1))
    with nearby(built, runtime) as path, socket.socket(socket.AF_UNIX) as connection:
        connection.connect(str(path))
        connection.sendall(wish().encode())
        connection.shutdown(socket.SHUT_WR)
        hung_up = select.poll()
        hung_up.register(connection, select.POLLHUP)
        while not hung_up.poll():
            pass


def test_more_commands_than_a_server_takes_look_for_themselves(
    built: Path, runtime: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("papersearch.web.nearby.PATIENCE", 3600)
    monkeypatch.setattr(limits, "NEARBY_CONNECTIONS", 2)
    with nearby(built, runtime) as path, contextlib.ExitStack() as opened:
        for _ in range(2):
            opened.enter_context(socket.socket(socket.AF_UNIX)).connect(str(path))
        assert ask(runtime, built, wish(), patience=3600) is None
        opened.close()
        while ask(runtime, built, wish(), patience=3600) is None:
            pass


@pytest.mark.parametrize(
    "question", [b"", b"{", b"[]", b'{"query": {}}', b"x" * 200_000, b'{"query": {"text": ""}}']
)
def test_a_question_that_is_none_gets_no_answer(
    built: Path, runtime: Path, question: bytes
) -> None:
    with nearby(built, runtime) as path:
        with socket.socket(socket.AF_UNIX) as connection:
            connection.connect(str(path))
            with contextlib.suppress(OSError):
                connection.sendall(question)
                connection.shutdown(socket.SHUT_WR)
            with contextlib.suppress(ConnectionResetError):
                assert connection.recv(100) == b""
        assert ask(runtime, built, wish())


@given(
    st.builds(
        Query,
        st.text(min_size=1).map(lambda text: text + "a"),
        st.integers(1, 100),
        st.sampled_from(MODES),
        st.builds(
            Filters,
            since=st.dates().map(str),
            authors=st.tuples(st.text(max_size=5)),
            min_votes=st.none() | st.integers(0, 9),
        ),
        st.booleans(),
    ),
    st.sampled_from(FORMATS),
)
def test_a_wish_arrives_as_it_was_sent(query: Query, format_: str) -> None:
    sent = Wish(query, format_, color=True, columns=80)
    assert Wish.decode(sent.encode()) == sent


@given(st.text(st.characters()), st.integers(0, 1000), st.data())
def test_an_answer_arrives_whole_or_not_at_all(text: str, count: int, data: st.DataObject) -> None:
    written = Written(text, count)
    sent = written.encode()
    assert Written.decode(sent) == written
    assert Written.decode(sent[: data.draw(st.integers(0, len(sent) - 1))]) is None


def test_where_servers_are_found(monkeypatch: pytest.MonkeyPatch, home: Path) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", "/run/user/1")
    assert config.runtime_folder() == Path("/run/user/1/papersearch")
    monkeypatch.delenv("XDG_RUNTIME_DIR")
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.delenv("PAPERSEARCH_CACHE", raising=False)
    assert config.runtime_folder() == home / ".cache" / "papersearch" / "run"


def test_the_token_of_a_server(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PAPERSEARCH_TOKEN", "from the environment")
    assert config.server_token(None) == "from the environment"
    assert config.server_token("given") == "given"


def test_engines_get_one_thread_unless_the_user_says_otherwise(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("OMP_NUM_THREADS", "3")
    config.one_thread_each()
    assert os.environ["OMP_NUM_THREADS"] == "3"
    monkeypatch.delenv("OMP_NUM_THREADS")
    config.one_thread_each()
    assert os.environ["OMP_NUM_THREADS"] == "1"
