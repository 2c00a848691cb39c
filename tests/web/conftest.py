from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from starlette.testclient import TestClient

from papersearch.api.paper_index import PaperIndex
from papersearch.embedding.fake import FakeEmbedder
from papersearch.server.engine import Engine
from papersearch.server.http_server import HttpServer
from papersearch.server.listening import listen
from papersearch.types.watch import Watch
from papersearch.web.app import create_app
from papersearch.web.security import Access
from tests.conftest import DAY_ONE, DAY_TWO
from tests.web.tabs import CHROMIUM, FLAGS, Tab

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext

HOSTILE = """## Daily Papers (2024-07-06)

### [<script>alert(1)</script> "><img src=x onerror=alert(2)> {{ 7 * 7 }}](javascript:alert(3))

![](https://evil.example/"onload="alert(4))

Vote: 1

Authors: <b onclick=alert(5)>Eve</b>, Mallory\u202e

- **<i>What's New</i>**: 토큰 </script><script>alert(6)</script> <a href="javascript:alert(7)">x</a>
- **Details**: &lt;img src=x onerror=alert(8)&gt; ${alert(9)} <style>*{display:none}</style>
"""


def fake(folder: Path) -> Callable[[], PaperIndex]:
    """Return a function that opens an index with the fake model."""
    return lambda: PaperIndex(folder, load=lambda *_args, **_options: FakeEmbedder())


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an index of three days, the last one hostile."""
    folder = tmp_path_factory.mktemp("served")
    for day, text in (("04", DAY_ONE), ("05", DAY_TWO), ("06", HOSTILE)):
        (folder / f"{day}.md").write_text(text, encoding="utf-8")
    with fake(folder / "index")() as index:
        index.index([folder])
    return folder / "index"


@pytest.fixture
def engine(built: Path) -> Iterator[Engine]:
    engine = Engine(built, fake(built), threads=2)
    yield engine
    engine.close()


@pytest.fixture
def client(engine: Engine) -> Iterator[TestClient]:
    """A client of the application, in process."""
    with client_of(engine) as client:
        yield client


def client_of(engine: Engine, access: Access | None = None) -> TestClient:
    return TestClient(
        create_app(engine, access or Access()),
        base_url="http://127.0.0.1",
        raise_server_exceptions=False,
        follow_redirects=False,
    )


class Served:
    """An application on a port of this machine, in a thread."""

    def __init__(self, folder: Path, open_index: Callable[[], PaperIndex]) -> None:
        listener = listen("127.0.0.1", 0)
        self.address = f"http://127.0.0.1:{listener.getsockname()[1]}"
        app = create_app(Engine(folder, open_index, threads=2), Access())
        self._server = HttpServer(app)
        self._thread = threading.Thread(target=self._server.run, args=([listener],))
        self._thread.start()
        while not self._server.started:
            assert self._thread.is_alive()
            time.sleep(0.01)

    def stop(self) -> None:
        self._server.should_exit = True
        self._thread.join()


@pytest.fixture(scope="module")
def served(built: Path) -> Iterator[Served]:
    server = Served(built, fake(built))
    yield server
    server.stop()


@pytest.fixture(scope="module")
def full(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server of an index in which its reader has left every kind of mark."""
    own = Path(shutil.copytree(built, tmp_path_factory.mktemp("own") / "index"))
    with fake(own)() as index:
        index.like(["2407.00001", "2407.00002", "2407.00003"])
        index.kept.put(["2407.00001", "2407.00002"])
        index.kept.tick(["2407.00002"])
        index.kept.tag(["2407.00001"], ["later", "읽자"])
        index.kept.note("2407.00001", "worth another look")
        index.watches.add(Watch("tokens", "visual tokens", "weak"), since="2024-07-01")
    server = Served(own, fake(own))
    yield server
    server.stop()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    playwrights = pytest.importorskip("playwright.sync_api", reason="needs playwright")
    with playwrights.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(locale="en-US", viewport={"width": 1000, "height": 800})
    yield context
    context.close()


@pytest.fixture
def tab(context: BrowserContext, served: Served) -> Iterator[Tab]:
    """A tab that asked nothing of any other host, ran no script but ours and met no error."""
    tab = Tab(context, served.address)
    yield tab
    assert tab.elsewhere == []
    assert tab.wrong == []
