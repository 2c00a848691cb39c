"""Answers that are odd, or meant to do harm, and that nothing else may suffer from."""

from __future__ import annotations

import datetime
import gzip
import io
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest

from papersearch.errors import UsageError
from papersearch.fetching import Fetched, fetch
from papersearch.types import limits
from tests.fetching.conftest import DAY
from tests.fetching.servers import (
    Arxiv,
    Hub,
    Reply,
    Site,
    archive,
    cut_off,
    fixed,
    in_turn,
    paper,
    serving,
)

pytest.importorskip("httpx2")
from papersearch.fetching.collection import LEDGER, Collection
from tests.fetching.test_publishers import DAILY, names

ODD = {
    " /a.md": DAILY,
    " ../a.md": DAILY,
    "\u00a0/a.md": DAILY,
    "caf\udce9.md": DAILY,
    "한" * 150 + ".md": DAILY,
    "d/" * 3_000 + "a.md": DAILY,
    "a.md": DAILY,
    "a.md/b.md": DAILY,
    "z.md": DAILY,
}


def test_odd_names_in_a_repository_stop_no_others(
    get: Callable[..., Fetched], monkeypatch: pytest.MonkeyPatch
) -> None:
    with serving(fixed(archive(ODD))) as site:
        monkeypatch.setenv("PAPERSEARCH_GITHUB", site.address)
        first, second = get("github:owner/daily"), get("github:owner/daily")
    assert names(first.folder) == ["a.md", "z.md"]
    assert first.failed == second.failed == []
    assert first.theirs == ["a.md/b.md"]


def test_holes_are_not_unpacked(
    get: Callable[..., Fetched], monkeypatch: pytest.MonkeyPatch
) -> None:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz", format=tarfile.PAX_FORMAT) as tar:
        for name, told in (("r/holes.md", {"GNU.sparse.map": "0,512"}), ("r/good.md", {})):
            member = tarfile.TarInfo(name)
            member.size = 512
            member.pax_headers = {**told, "GNU.sparse.size": str(60 << 20)} if told else {}
            tar.addfile(member, io.BytesIO(DAILY.ljust(512)))
    with serving(fixed(packed.getvalue())) as site:
        monkeypatch.setenv("PAPERSEARCH_GITHUB", site.address)
        done = get("github:owner/daily")
    assert names(done.folder) == ["good.md"]


@pytest.mark.parametrize("kind", [tarfile.XHDTYPE, tarfile.XGLTYPE, tarfile.GNUTYPE_LONGNAME])
def test_headers_without_end(
    get: Callable[..., Fetched], monkeypatch: pytest.MonkeyPatch, kind: bytes
) -> None:
    told = tarfile.TarInfo("told")
    told.type, told.size = kind, 13
    one = told.tobuf(tarfile.USTAR_FORMAT) + b"13 comment=x\n".ljust(512, b"\0")
    with serving(fixed(gzip.compress(one * 3_000))) as site:
        monkeypatch.setenv("PAPERSEARCH_GITHUB", site.address)
        [failed] = get("github:owner/daily").failed
    assert "its archive is broken" in failed.message


def test_an_archive_that_ends_early_changes_nothing(
    get: Callable[..., Fetched], monkeypatch: pytest.MonkeyPatch
) -> None:
    packed = gzip.decompress(archive({"a.md": DAILY, "b.md": bytes(range(256)) * 900}))
    with serving(fixed(gzip.compress(packed[:100_000]))) as site:
        monkeypatch.setenv("PAPERSEARCH_GITHUB", site.address)
        done = get("github:owner/daily")
    assert len(done.failed) == 1
    assert not done.folder.exists()


def test_what_is_gone_on_both_sides_is_not_asked_for_again(
    get: Callable[..., Fetched], monkeypatch: pytest.MonkeyPatch
) -> None:
    both, one = (fixed(archive(own)) for own in ({"a.md": DAILY, "b.md": DAILY}, {"a.md": DAILY}))
    with serving(in_turn(both, one)) as site:
        monkeypatch.setenv("PAPERSEARCH_GITHUB", site.address)
        folder = get("github:owner/daily").folder
        (folder / "b.md").unlink()
        for _ in range(3):
            get("github:owner/daily")
    told = ["If-None-Match" in asked.headers for asked in site.asked]
    assert told == [False, False, True, True]


def test_many_files_take_their_time_once(
    get: Callable[..., Fetched], monkeypatch: pytest.MonkeyPatch
) -> None:
    saved: list[object] = []
    save = Collection.save

    def counted(own: Collection) -> None:
        saved.append(own)
        save(own)

    monkeypatch.setattr(Collection, "save", counted)
    with serving(fixed(archive({f"{own}.md": DAILY for own in range(50)}))) as site:
        monkeypatch.setenv("PAPERSEARCH_GITHUB", site.address)
        assert get("github:owner/daily").new == 50
    assert len(saved) == 2


@pytest.mark.parametrize("source", ["hf", "arxiv:cs.CL"])
def test_unchanged_though_never_asked_is_no_empty_day(
    get: Callable[..., Fetched], monkeypatch: pytest.MonkeyPatch, source: str
) -> None:
    with serving(lambda _asked: Reply(304)) as site:
        monkeypatch.setenv("HF_ENDPOINT", site.address)
        monkeypatch.setenv("PAPERSEARCH_ARXIV", site.address)
        first, second = get(source), get(source)
    assert first.missing == second.missing == 7


def test_a_page_of_another_verb_is_no_empty_day(
    arxiv: tuple[Arxiv, Site], get: Callable[..., Fetched]
) -> None:
    arxiv[1].publisher = fixed(b'<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"></OAI-PMH>')
    assert get("arxiv:cs.CL").missing == 7


def test_pages_without_end_of_the_hub(
    hub: tuple[Hub, Site], get: Callable[..., Fetched], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "FETCH_PAGES", 3)
    hub[0].days[DAY] = [paper(own) for own in range(500)]
    done = get("hf", since=DAY)
    assert [own.message.rpartition(": ")[2] for own in done.failed] == [
        "more than 3 pages for one day"
    ]
    assert names(done.folder) == []


def test_since_when_is_remembered_though_nothing_came(
    hub: tuple[Hub, Site], get: Callable[..., Fetched]
) -> None:
    hub[1].faults.extend([cut_off] * 100)
    assert get("hf", since="2026-11-01").missing == 28
    hub[1].faults.clear()
    assert get("hf").days == 28


def test_a_day_that_is_more_than_memory_holds(
    hub: tuple[Hub, Site], get: Callable[..., Fetched], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "FETCH_DAY_BYTES", 60_000)
    hub[0].days[DAY] = [paper(own) for own in range(500)]
    done = get("hf", since=DAY)
    assert [own.day for own in done.failed] == [DAY]
    assert "for one day, which is more than a day has" in done.failed[0].message
    assert names(done.folder) == []


def test_a_day_from_python(hub: tuple[Hub, Site], tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="since='soon' is no day: write it as 2026-11-01"):
        fetch("hf", tmp_path, since="soon")
    today = datetime.datetime.now(datetime.UTC).date()
    fetch("hf", tmp_path, since=f"{today:%Y%m%d}")
    assert f'"since": "{today}"' in (tmp_path / "hf" / LEDGER).read_text()
    assert len(hub[1].asked) == 1
