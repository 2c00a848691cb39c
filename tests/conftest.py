"""What many tests need: a home of their own, digests made up here, and a model that is none."""

from __future__ import annotations

import contextlib
import os
import signal
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from papersearch.api.paper_index import PaperIndex
from papersearch.api.remote_index import RemoteIndex
from papersearch.embedding.fake import FakeEmbedder
from papersearch.store.milvus import lite
from papersearch.store.milvus.address import parse
from tests import memory, milvus_server
from tests.store.places import REAL, emptied, shared, token

# The same examples in every run, and no limit of time; HYPOTHESIS_PROFILE=search looks further.
settings.register_profile("same", derandomize=True, deadline=None)
settings.register_profile("search", max_examples=1000, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "same"))

# What the environment says to Python itself, of whoever runs the tests; tests start processes.
for _name in ("DONTWRITEBYTECODE", "IOENCODING", "OPTIMIZE", "UNBUFFERED", "UTF8", "WARNINGS"):
    os.environ.pop(f"PYTHON{_name}", None)

# A shell's background jobs, and so the processes that tests start, are told to ignore Ctrl-C.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

# Where pytest makes its folders, as PYTEST_DEBUG_TEMPROOT=/tmp has it otherwise.
if _root := memory.root():
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", _root)

DAY_ONE = """## Daily Papers (2024-07-04)

### [TokenSqueeze: Compressing Visual Tokens](https://arxiv.org/abs/2407.00001)

![](https://example.org/2407.00001.png)

Vote: 49

Authors: Ana Lima, Bo Chen

- **What's New**: 시각 토큰을 압축하는 방법을 제안합니다. 두 번째 문장입니다.
- **Technical Details**: 어텐션 점수로 이미지 토큰을 고릅니다.

### [Speaking Machines](https://arxiv.org/abs/2407.00002)

Vote: 3

Authors: Carla Diaz

- **What's New**: 음성 합성 모델을 소개합니다.
- **Technical Details**: 코덱 토큰을 예측합니다.
"""

DAY_TWO = """## Daily Papers (2024-07-05)

### [Selective State Spaces](https://arxiv.org/abs/2407.00003)

Vote: 12

Authors: Dana O'Hara

- **What's New**: A state space model with selection.
- **Performance Highlights**: Linear time on long sequences.
"""


@pytest.fixture(scope="session")
def make_home(tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Path]:
    """A function that returns an empty home: the last one, where nothing was put there."""
    homes: list[Path] = []

    def make() -> Path:
        if not homes or not homes[-1].is_dir() or any(homes[-1].iterdir()):
            homes.append(tmp_path_factory.mktemp("home"))
        return homes[-1]

    return make


@pytest.fixture(autouse=True)
def home(make_home: Callable[[], Path], monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keep every test away from the user's folders and settings."""
    folder = make_home()
    monkeypatch.setenv("HOME", str(folder))
    for name in (
        "PAPERSEARCH_INDEX",
        "PAPERSEARCH_MODEL",
        "PAPERSEARCH_STORE",
        "COLUMNS",
        "NO_COLOR",
        "FORCE_COLOR",
    ):
        monkeypatch.delenv(name, raising=False)
    return folder


@pytest.fixture
def digests(tmp_path: Path) -> Path:
    """A folder of two days."""
    folder = tmp_path / "digests" / "2024" / "07"
    folder.mkdir(parents=True)
    (folder / "04.md").write_text(DAY_ONE, encoding="utf-8")
    (folder / "05.md").write_text(DAY_TWO, encoding="utf-8")
    return tmp_path / "digests"


@pytest.fixture
def commons() -> Iterator[Path]:
    """A folder that other users can enter, which pytest's are not."""
    with tempfile.TemporaryDirectory(prefix="papersearch-test-") as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


@pytest.fixture(scope="session")
def make_short() -> Iterator[Callable[[], Path]]:
    """A function that makes a folder whose path is short, as those of sockets must be."""
    with contextlib.ExitStack() as made:
        yield lambda: Path(made.enter_context(tempfile.TemporaryDirectory(prefix="ps-")))


@pytest.fixture
def fake_models(monkeypatch: pytest.MonkeyPatch, embedder: FakeEmbedder) -> FakeEmbedder:
    """Let commands embed with the fake model."""
    from papersearch.api.loading import Loading
    from papersearch.bulk.run import embed

    for function in (Loading.__init__, embed):
        defaults = function.__kwdefaults__
        assert defaults is not None
        monkeypatch.setitem(defaults, "load", lambda *_args, **_options: embedder)
    monkeypatch.setattr(
        "papersearch.api.head_start.load_embedder", lambda *_args, **_options: embedder
    )
    return embedder


@pytest.fixture
def embedder() -> FakeEmbedder:
    """A model that counts what it embeds."""
    return FakeEmbedder()


@pytest.fixture
def make_index(tmp_path: Path, embedder: FakeEmbedder) -> Iterator[Callable[..., PaperIndex]]:
    """A function that opens an index with the fake model."""
    opened: list[PaperIndex] = []

    def make(name: str = "index", **options: object) -> PaperIndex:
        folder = tmp_path / name
        opened.append(PaperIndex(folder, load=lambda *_args, **_options: embedder, **options))
        return opened[-1]

    yield make
    for index in opened:
        index.close()


@pytest.fixture
def lite_kept(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let files of Milvus Lite be served until the test ends, not opened anew by every command."""
    stop, stopped = lite.stop, list[str]()
    monkeypatch.setattr(lite, "stop", stopped.append)
    yield
    for file in stopped:
        stop(file)


@pytest.fixture(scope="session")
def milvus(tmp_path_factory: pytest.TempPathFactory) -> Iterator[milvus_server.Server]:
    """A real server of this process's own; a test that stops it starts it again."""
    with milvus_server.running(tmp_path_factory.mktemp("milvus")) as server:
        yield server


@pytest.fixture(scope="session")
def server_address(request: pytest.FixtureRequest) -> str:
    """The address of a real server, without a collection."""
    return milvus_server.GIVEN or str(request.getfixturevalue("milvus").address)


@pytest.fixture(params=["folder", "milvus-lite", REAL])
def make_anywhere(
    request: pytest.FixtureRequest, tmp_path: Path, embedder: FakeEmbedder, lite_kept: None
) -> Iterator[Callable[..., PaperIndex | RemoteIndex]]:
    """A function that opens an index with the fake model, in a folder or on Milvus."""
    if request.param == "milvus-lite":
        pytest.importorskip("milvus_lite")
    opened: list[PaperIndex | RemoteIndex] = []
    used: set[str] = set()

    def load(*_args: object, **_options: object) -> FakeEmbedder:
        return embedder

    def make(name: str = "index") -> PaperIndex | RemoteIndex:
        made: PaperIndex | RemoteIndex
        if request.param == "folder":
            made = PaperIndex(tmp_path / name, load=load)
        elif request.param == "milvus-lite":
            made = RemoteIndex(parse(f"milvus://{tmp_path}/{name}.db/papers"), load=load)
        else:
            address = shared(request.getfixturevalue("server_address"), name)
            used.add(address)
            made = RemoteIndex(parse(address), token=token(), load=load)
        opened.append(made)
        return made

    yield make
    for index in opened:
        index.close()
    for address in used:
        emptied(address)


@pytest.fixture
def anywhere(
    make_anywhere: Callable[..., PaperIndex | RemoteIndex], digests: Path
) -> PaperIndex | RemoteIndex:
    """An index of the two days, in a folder or on Milvus."""
    index = make_anywhere()
    index.index([digests])
    return index


@pytest.fixture
def papers(make_index: Callable[..., PaperIndex], digests: Path) -> PaperIndex:
    """An index of the two days."""
    index = make_index()
    index.index([digests])
    return index
