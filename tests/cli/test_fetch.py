"""``papersearch fetch``, ``sources add`` and ``index --fetch``, as people use them."""

from __future__ import annotations

import datetime
import json
import socket
import sys
from collections import deque
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import Result

pytest.importorskip("httpx2")
from tests.cli.test_commands import invoke
from tests.fetching.servers import Arxiv, Hub, Site, paper, serving, status

pytestmark = pytest.mark.usefixtures("fake_models")

PLACES = ("folder", "milvus-lite")


def days_ago(count: int) -> str:
    today = datetime.datetime.now(datetime.UTC).date()
    return (today - datetime.timedelta(count)).isoformat()


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("time.sleep", lambda _seconds: None)
    return tmp_path


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    publisher = Hub()
    publisher.days = {days_ago(own): [paper(own * 10 + n) for n in range(3)] for own in range(40)}
    with serving(publisher) as site:
        monkeypatch.setenv("HF_ENDPOINT", site.address)
        yield site


@pytest.fixture
def arxiv(monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    publisher = Arxiv(("cs:cs:CL", "cs:cs:CV"))
    publisher.days = {days_ago(own): [9_000 + own] for own in range(7)}
    with serving(publisher) as site:
        monkeypatch.setenv("PAPERSEARCH_ARXIV", site.address)
        yield site


@pytest.mark.usefixtures("hub")
def test_fetch_writes_files_and_needs_no_index(here: Path) -> None:
    done = invoke("fetch", "hf")
    assert done.exit_code == 0
    assert done.stdout == "hf: 7 new files in digests/hf\n"
    assert sorted(own.name for own in (here / "digests/hf").glob("2*")) == [
        f"{days_ago(own)}.json" for own in range(6, -1, -1)
    ]
    assert not (here / "index").exists()
    again = invoke("fetch", "hf")
    assert again.stdout == "hf: nothing new in digests/hf\n"


@pytest.mark.usefixtures("hub")
def test_from_when_on(here: Path) -> None:
    assert invoke("fetch", "hf", "--last", "30d", "--to", "news").exit_code == 0
    assert len(list((here / "news/hf").glob("2*"))) == 31
    assert invoke("fetch", "hf", "--since", days_ago(3)).stdout.startswith("hf: 4 new files")
    assert invoke("fetch", "hf", "--since", days_ago(3), "--last", "3d").exit_code == 2
    assert invoke("fetch", "hf", "--since", "soon").exit_code == 2


def test_nothing_to_fetch(here: Path) -> None:
    for arguments in (("fetch",), ("index", "--fetch")):
        done = invoke(*arguments)
        assert done.exit_code == 2
        assert "nothing to fetch: name a source" in done.stderr
    done = invoke("fetch", "nonsense")
    assert done.exit_code == 2
    assert "'nonsense' is no source: name hf, arxiv:cs.CL" in done.stderr
    assert not list(here.iterdir())


@pytest.mark.usefixtures("arxiv")
def test_what_fails_is_said_once_with_its_days(hub: Site, here: Path) -> None:
    hub.faults = deque([status(404)] * 2)
    done = invoke("fetch", "hf", "arxiv:cs.CL")
    assert done.exit_code == 1
    assert done.stdout.splitlines() == [
        "hf: 5 new files in digests/hf; 2 of 7 days are missing",
        "arxiv:cs.CL: 7 new files in digests/arxiv-cs.CL",
    ]
    [error] = [line for line in done.stderr.splitlines() if line.startswith("error")]
    assert f"hf, 2 days ({days_ago(1)}, {days_ago(0)}): http://" in error
    assert error.endswith("404 Not Found: there is nothing there: check how it is written")


@pytest.mark.usefixtures("hub")
def test_a_file_of_mine_stays(here: Path) -> None:
    own = here / "digests/hf" / f"{days_ago(1)}.json"
    own.parent.mkdir(parents=True)
    own.write_text("mine")
    done = invoke("fetch", "hf")
    assert done.exit_code == 0
    assert "note: 1 file in digests/hf was not written by a fetch, or changed since" in done.stderr
    assert own.read_text() == "mine"


@pytest.fixture(params=PLACES)
def run(request: pytest.FixtureRequest, here: Path) -> Callable[..., Result]:
    """A function that runs a command on an index that is not there yet."""
    if request.param != "folder":
        pytest.importorskip("milvus_lite")
    place = {
        "folder": ("--index", str(here / "index")),
        "milvus-lite": ("--store", f"milvus://{here}/papers.db/papers"),
    }[request.param]
    return lambda *arguments: invoke(*arguments, *place)


@pytest.mark.usefixtures("hub", "arxiv")
def test_every_morning(run: Callable[..., Result], here: Path) -> None:
    added = run("sources", "add", "hf", "arxiv:cs.CL,cs.CV", "--to", "news")
    assert added.exit_code == 0
    assert added.stderr.splitlines()[0] == f"hf is fetched into {here}/news from now on"
    assert (
        run("sources", "add", "hf", "--to", "news").stderr
        == "all of these are remembered already\n"
    )
    listed = json.loads(run("sources", "--format", "json").stdout)
    assert listed["followed"] == [
        {"source": own, "to": f"{here}/news"} for own in ("hf", "arxiv:cs.CL", "arxiv:cs.CV")
    ]
    assert not (here / "news").exists(), "nothing is fetched when a source is added"
    assert "arxiv:cs.CV  into" in run("sources").stdout

    done = run("index", "--fetch", "--feed")
    assert done.exit_code == 0, done.stderr
    assert "hf: 7 new files in " in done.stderr
    assert "21 digests: 28 new" in done.stderr
    assert json.loads(run("status", "--format", "json").stdout)["papers"] == 28

    assert run("sources", "remove", "hf").exit_code == 0
    done = run("fetch")
    assert [line.split(":")[0] for line in done.stdout.splitlines()] == ["arxiv"] * 2
    gone = run("sources", "remove", "hf")
    assert gone.exit_code == 1
    assert "hf is not followed: `papersearch sources` lists what is" in gone.stderr
    assert (here / "news/hf").is_dir()


@pytest.mark.usefixtures("hub")
def test_index_of_a_source_does_both(run: Callable[..., Result], here: Path) -> None:
    done = run("index", "hf", "--last", "2d")
    assert done.exit_code == 0
    assert "3 digests: 9 new" in done.stdout
    assert (here / "digests/hf").is_dir()
    assert "0 new, 0 changed, 9 unchanged" in run("index", "digests").stdout


def test_a_path_goes_before_a_source(here: Path) -> None:
    (here / "hf").mkdir()
    (here / "hf/2026-11-27.json").write_text(json.dumps([paper(1)]))
    done = invoke("index", "hf")
    assert done.exit_code == 0
    assert "1 digest: 1 new" in done.stdout
    assert not (here / "digests").exists()


def test_what_came_is_indexed_though_something_failed(hub: Site) -> None:
    hub.faults = deque([status(404)])
    done = invoke("index", "hf", "--last", "2d")
    assert done.exit_code == 1
    assert "2 digests: 6 new" in done.stdout


def test_nothing_came(hub: Site, here: Path) -> None:
    hub.faults = deque([status(404)] * 9)
    done = invoke("index", "hf")
    assert done.exit_code == 1
    assert not (here / "index").exists()


def test_a_source_that_has_published_nothing_yet(hub: Site, arxiv: Site, here: Path) -> None:
    arxiv.publisher.days.clear()  # type: ignore[attr-defined]
    done = invoke("index", "arxiv:cs.CL", "--last", "2d")
    assert (done.exit_code, done.stdout) == (0, "")
    assert done.stderr.endswith("arxiv:cs.CL: nothing new in digests/arxiv-cs.CL\n")
    assert not (here / "index").exists()
    assert invoke("index", "hf", "arxiv:cs.CL", "--last", "2d").stdout.startswith("3 digests: 9 ")


@pytest.mark.parametrize(
    "arguments",
    [
        ("index", "hf", "--dry-run"),
        ("index", "hf", "--watch"),
        ("index", "--fetch", "--dry-run"),
        ("index", "digests", "--last", "3d"),
        ("fetch", "hf", "--since", "2999-01-01"),
        ("fetch", "--to", "news"),
        ("index",),
        ("sources", "add"),
        ("sources", "add", "nonsense"),
    ],
)
def test_what_makes_no_sense(arguments: tuple[str, ...], here: Path) -> None:
    done = invoke(*arguments)
    assert done.exit_code == 2
    assert not list(here.iterdir())


def test_a_password_is_shown_nowhere(run: Callable[..., Result]) -> None:
    address = "https://me:hunter2@example.org/feed.xml?key=hunter2"
    added = run("sources", "add", address)
    listed = [run("sources"), run("sources", "--format", "json")]
    gone = run("sources", "remove", address)
    again = run("sources", "remove", address)
    assert (again.exit_code, "hunter2" in again.output) == (1, False)
    for own in (added, *listed, gone):
        assert own.exit_code == 0
        assert "hunter2" not in own.output
        assert "example.org" in own.output


def test_sources_survive_a_copy(here: Path) -> None:
    invoke("sources", "add", "hf", "--index", "one")
    (here / "2026-11-27.json").write_text(json.dumps([paper(1)]))
    assert invoke("index", "2026-11-27.json", "--index", "one").exit_code == 0
    assert invoke("copy", "--from", "one", "--to", "two").exit_code == 0
    listed = json.loads(invoke("sources", "--format", "json", "--index", "two").stdout)
    assert [own["source"] for own in listed["followed"]] == ["hf"]


@pytest.mark.parametrize(
    "arguments",
    [
        ("index", "2026-11-27.json"),
        ("index", "2026-11-27.json", "--feed"),
        ("index", "2026-11-27.json", "--prune", "--dry-run"),
        ("query", "lanterns"),
        ("similar", "2611.00001"),
        ("show", "2611.00001"),
        ("read", "2026-11-27.json"),
        ("feed",),
        ("watch", "add", "lanterns"),
        ("like", "2611.00001"),
        ("recommend",),
        ("trends",),
        ("duplicates",),
        ("audit",),
        ("status", "--check"),
        ("sources",),
        ("sources", "add", "hf"),
        ("verify",),
        ("export",),
        ("copy", "--from", "index", "--to", "other"),
    ],
)
def test_no_other_command_touches_the_network(
    arguments: tuple[str, ...], here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (here / "2026-11-27.json").write_text(json.dumps([paper(own) for own in range(3)]))
    assert invoke("index", "2026-11-27.json").exit_code == 0
    assert invoke("sources", "add", "arxiv:cs.CL").exit_code == 0
    asked: list[object] = []

    class NoSocket(socket.socket):
        def connect(self, address: object, /) -> None:
            if self.family != socket.AF_UNIX:  # a running server of ours
                asked.append(address)
            raise OSError("no network")

    monkeypatch.setattr(socket, "socket", NoSocket)
    monkeypatch.setattr(socket, "getaddrinfo", lambda *own, **_: asked.append(own))
    done = invoke(*arguments)
    assert asked == []
    assert "Traceback" not in done.output
    assert done.exit_code in (0, 1), done.output


@pytest.mark.parametrize("address", ["huggingface.co", "http://", "ftp://a/b", "http://a b"])
def test_a_mirror_that_is_no_address(
    here: Path, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    monkeypatch.setenv("HF_ENDPOINT", address)
    done = invoke("fetch", "hf")
    assert done.exit_code == 2
    [line] = done.stderr.splitlines()
    assert line.startswith("error: HF_ENDPOINT is ")
    assert line.endswith("which is no address: write it as https://huggingface.co")
    assert not list(here.iterdir())


@pytest.mark.parametrize("missing", ["httpx2", "tenacity"])
def test_what_fetches_is_an_extra(
    missing: str, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in [own for own in sys.modules if own.startswith("papersearch.fetching.")]:
        if name.rpartition(".")[2] not in ("origins", "run"):
            monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, missing, None)
    done = invoke("fetch", "hf")
    assert done.exit_code == 1
    assert done.stderr == (
        f"error: fetching needs {missing}: `pip install '.[fetch]'` in its clone, else "
        "`pip install 'papersearch[fetch]'`\n"
    )
    assert invoke("sources", "add", "hf").exit_code == 0
    assert not (here / "digests").exists()
