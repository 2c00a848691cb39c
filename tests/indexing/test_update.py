"""An index is its files, however they are named: edited, moved, renamed, deleted."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from papersearch.api.library import Library
from papersearch.api.paper_index import PaperIndex
from papersearch.embedding.fake import FakeEmbedder
from papersearch.errors import NoDigests
from papersearch.types.sources import STDIN_NAME
from tests.conftest import DAY_ONE, DAY_TWO

Make = Callable[..., Library]  # type: ignore[type-arg]
ONE, TWO, THREE = "2407.00001", "2407.00002", "2407.00003"
WITHOUT_TWO = DAY_ONE[: DAY_ONE.index("### [Speaking")]


@pytest.fixture
def days(tmp_path: Path) -> Path:
    """Three files: two in folders, one below a linked folder; and a link to all of it."""
    folder = tmp_path / "digests"
    (folder / "2024" / "07").mkdir(parents=True)
    (tmp_path / "elsewhere").mkdir()
    (folder / "2024" / "linked").symlink_to(tmp_path / "elsewhere")
    (tmp_path / "link").symlink_to(folder)
    (folder / "2024" / "07" / "04.md").write_text(DAY_ONE, encoding="utf-8")
    (folder / "2024" / "07" / "05.md").write_text(DAY_TWO, encoding="utf-8")
    (folder / "2024" / "linked" / "06.md").write_text(one("2407.00006"), encoding="utf-8")
    return folder


def one(number: str, day: str = "2024-07-06", text: str = "Said of it.") -> str:
    """Return a digest of one paper."""
    link = f"https://arxiv.org/abs/{number}"
    return f"## Daily Papers ({day})\n\n### [Paper {number}]({link})\n\n- {text}\n"


def ids(index: Library) -> set[str]:  # type: ignore[type-arg]
    return {paper.id for paper in index.papers()}


def paths(way: str, days: Path) -> list[str]:
    """Return the paths that somebody gives who names the folder in this way."""
    if way.startswith("the shell"):
        root = days.parent / ("link" if "link" in way else "digests")
        return sorted(str(path) for path in root.glob("2024/*/*.md")) + sorted(
            str(path) for path in root.glob("2024/linked/*.md")
        )
    return [
        {
            "folder": str(days),
            "link": str(days.parent / "link"),
            "relative": "digests",
            "pattern": "digests/2024/*/*.md",
            "absolute pattern": f"{days}/2024/*/*.md",
            "pattern through a link": "link/2024/*/*.md",
            "any depth": "digests/**/*.md",
            "folders": "digests/2024/*",
        }[way]
    ]


WAYS = (
    *("folder", "link", "relative", "pattern", "absolute pattern", "pattern through a link"),
    *("any depth", "folders", "the shell's files", "the shell's files by the link"),
)


@pytest.mark.parametrize("way", WAYS)
def test_what_is_gone_goes_however_the_folder_is_named(
    make_anywhere: Make, days: Path, way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(days.parent)
    index = make_anywhere()
    index.index(paths(way, days))
    assert ids(index) == {ONE, TWO, THREE, "2407.00006"}
    (days / "2024/07/05.md").unlink()
    (days / "2024/07/04.md").write_text(WITHOUT_TWO, encoding="utf-8")
    assert index.index(paths(way, days)).pruned == 0
    assert index.index(paths(way, days), prune=True).pruned == 2
    assert ids(index) == {ONE, "2407.00006"}
    (days / "2024/linked/06.md").unlink()
    assert index.index(paths(way, days), prune=True).pruned == 1
    assert ids(index) == {ONE}
    assert [own.missing for own in index.sources.all()] == [0]


@pytest.mark.parametrize("first", ["folder", "link", "pattern", "the shell's files"])
@pytest.mark.parametrize("then", ["folder", "link", "any depth", "the shell's files by the link"])
def test_a_folder_is_one_collection_by_any_of_its_names(
    make_index: Make, days: Path, first: str, then: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(days.parent)
    index = make_index()
    index.index(paths(first, days))
    report = index.index(paths(then, days))
    assert (report.new, report.changed, report.unchanged, report.moved) == (0, 0, 4, [])
    (days / "2024/07/05.md").unlink()
    assert index.index(paths(then, days), prune=True).pruned == 1
    [kept] = index.sources.all()
    assert (kept.files, kept.papers, kept.missing) == (2, 3, 0)


def test_the_last_digest_of_a_folder_goes_as_others_do(make_anywhere: Make, days: Path) -> None:
    index = make_anywhere()
    index.index([days])
    shutil.rmtree(days / "2024")
    with pytest.raises(NoDigests, match="no digest in"):
        make_anywhere("other").index([days])
    assert index.index([days]).pruned == 0
    assert index.index([days], prune=True).pruned == 4
    assert len(index) == 0


def test_a_folder_that_is_gone_can_be_pruned(make_index: Make, days: Path) -> None:
    index = make_index()
    index.index([days])
    shutil.rmtree(days)
    with pytest.raises(NoDigests, match="does not exist"):
        index.index([days])
    assert index.index([days], prune=True).pruned == 4
    assert index.index([days], prune=True).pruned == 0
    with pytest.raises(NoDigests, match="does not exist"):
        index.index([days])


@pytest.mark.slow
@pytest.mark.parametrize("way", ["{}", "{}/*.md", "{}/**/*.md"])
def test_a_folder_that_has_become_empty_stops_no_other(
    make_anywhere: Make, tmp_path: Path, way: str
) -> None:
    named = [way.format(tmp_path / name) for name in "ab"]
    for name in "ab":
        (tmp_path / name).mkdir()
        path = tmp_path / name / "01.md"
        path.write_text(one(f"2407.0000{ord(name) % 10}"), encoding="utf-8")
    index = make_anywhere()
    index.index(named)
    (tmp_path / "a" / "01.md").unlink()
    assert index.index(named, prune=True).pruned == 1
    for n, prune in ((2, False), (3, True), (4, False)):
        (tmp_path / "b" / f"{n}.md").write_text(one(f"2407.0001{n}"), encoding="utf-8")
        assert index.index(named, prune=prune).new == 1
        assert index.index(named[:1], prune=prune).new == 0
    shutil.rmtree(tmp_path / "a")
    assert index.index(named, prune=True).unchanged == 4
    (tmp_path / "c").mkdir()
    for unknown in ("c", "b/c", "b/c/*.md"):
        with pytest.raises(NoDigests, match=r"no digest in|does not exist"):
            index.index([tmp_path / unknown], prune=True)


def test_names_that_are_not_utf_8_are_those_of_files(make_anywhere: Make, tmp_path: Path) -> None:
    folder = Path(os.fsdecode(bytes(tmp_path) + b"/caf\xe9"))
    (folder / os.fsdecode(b"th\xe9")).mkdir(parents=True)
    files = [folder / os.fsdecode(b"\xe9.md"), folder / os.fsdecode(b"th\xe9/04.md")]
    for n, path in enumerate(files):
        path.write_text(one(f"2407.0000{n}"), encoding="utf-8")
    (folder / "10.md").write_text(one("2407.00010"), encoding="utf-8")
    index = make_anywhere()
    index.index([folder])
    (tmp_path / "link").symlink_to(folder)
    for named in ([folder / "10.md"], [folder], [f"{folder}/*.md"], [tmp_path / "link"]):
        report = index.index(named, prune=True)
        assert (report.new, report.pruned, report.moved) == (0, 0, [])
        [kept] = index.sources.all()
        assert (kept.files, kept.missing) == (3, 0)
    files[0].unlink()
    assert [own.missing for own in index.sources.all()] == [1]
    assert index.index([folder], prune=True).pruned == 1
    folder.rename(tmp_path / "cafe")
    report = index.index([tmp_path / "cafe"], prune=True)
    assert (report.new, report.pruned, len(report.moved)) == (0, 0, 1)


def test_a_file_of_another_ending_that_was_named_stays(make_index: Make, days: Path) -> None:
    index = make_index()
    (days / "07.digest").write_text(one("2407.00007"), encoding="utf-8")
    index.index([days, days / "07.digest"])
    assert index.index([days], prune=True).pruned == 0
    (days / "07.digest").unlink()
    assert index.index([days], prune=True).pruned == 1


@pytest.mark.parametrize("way", ["folder", "link", "pattern", "the shell's files"])
def test_a_folder_that_was_moved_is_known_by_what_is_in_it(
    make_anywhere: Make, days: Path, way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(days.parent)
    index = make_anywhere()
    index.index([days])
    index.like([THREE])
    new = days.parent / "archive"
    days.rename(new)
    (new / "2024/07/05.md").unlink()
    (new / "2024/07/04.md").write_text(WITHOUT_TWO, encoding="utf-8")
    (new / "2024/linked/09.md").write_text(one("2407.00009"), encoding="utf-8")
    report = index.index([new])
    assert [(own.old, own.new) for own in report.moved] == [(str(days), str(new))]
    assert (report.new, report.pruned, report.embedded) == (1, 0, 1)
    [kept] = index.sources.all()
    assert (kept.where, kept.missing) == (str(new), 1)
    assert index.index([new], prune=True).pruned == 2
    assert ids(index) == {ONE, "2407.00006", "2407.00009"}


def test_wrong_days_and_high_votes_go_after_a_move(make_index: Make, days: Path) -> None:
    index = make_index()
    index.index([days])
    new = days.parent / "archive"
    days.rename(new)
    text = DAY_TWO.replace("2024-07-05", "2042-07-05").replace("Vote: 12", "Vote: 2")
    (new / "2024/07/05.md").write_text(text, encoding="utf-8")
    index.index([new])
    paper = index.paper(THREE)
    assert (paper.days, paper.votes) == (("2042-07-05",), 2)


def test_a_link_that_leads_elsewhere_is_the_same_collection(
    make_anywhere: Make, days: Path
) -> None:
    """As git-sync does it: a new copy, and then the link."""
    index = make_anywhere()
    link = days.parent / "link"
    index.index([link])
    copy = days.parent / "copy"
    shutil.copytree(days, copy, symlinks=True)
    shutil.rmtree(days)
    (copy / "2024/07/05.md").unlink()
    link.unlink()
    link.symlink_to(copy)
    report = index.index([link], prune=True)
    assert (report.new, report.embedded, report.pruned) == (0, 0, 1)
    assert [own.where for own in index.sources.all()] == [str(link)]


def test_a_folder_where_every_file_was_edited_is_known_by_its_papers(
    make_index: Make, days: Path
) -> None:
    index = make_index()
    index.index([days])
    new = days.parent / "archive"
    days.rename(new)
    for path in new.glob("2024/*/*.md"):
        path.write_text(path.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    report = index.index([new])
    assert [(own.old, own.new, own.digests) for own in report.moved] == [(str(days), str(new), 3)]
    assert (report.new, report.changed, report.embedded) == (0, 0, 0)


def test_another_folder_of_other_papers_is_not_taken_for_one_that_is_gone(
    make_index: Make, days: Path
) -> None:
    index = make_index()
    index.index([days])
    other = days.parent / "other"
    (other / "2024/07").mkdir(parents=True)
    (other / "2024/07/04.md").write_text(one("2407.00010"), encoding="utf-8")
    shutil.rmtree(days)
    report = index.index([other], prune=True)
    assert (report.new, report.pruned, report.moved) == (1, 0, [])
    assert len(index) == 5


def test_a_renamed_folder_within_the_collection_is_known(make_index: Make, days: Path) -> None:
    index = make_index()
    index.index([days])
    (days / "2024/07").rename(days / "2024/july")
    report = index.index([days])
    assert [(own.old, own.new, own.digests) for own in report.moved] == [
        (f"{days}/2024/07", f"{days}/2024/july", 2)
    ]
    assert [own.missing for own in index.sources.all()] == [0]


def test_pipes_are_one_source(make_anywhere: Make, tmp_path: Path) -> None:
    index = make_anywhere()
    for text in (DAY_ONE, DAY_TWO, DAY_ONE):
        reading, writing = os.pipe()
        os.write(writing, text.encode())
        os.close(writing)
        index.index([f"/dev/fd/{reading}"])
        os.close(reading)
    index.index(["-"], stdin=lambda: one("2407.00006").encode())
    [kept] = index.sources.all()
    assert (kept.where, kept.files, kept.papers, kept.missing) == (STDIN_NAME, 1, 4, 0)
    (tmp_path / "a.md").write_text(one("2407.00007"), encoding="utf-8")
    assert index.index([tmp_path / "a.md"], prune=True).pruned == 0


def test_a_file_that_breaks_before_a_pruning_takes_nothing_with_it(
    make_anywhere: Make, days: Path
) -> None:
    index = make_anywhere()
    index.index([days])
    (days / "2024/07/04.md").write_text(WITHOUT_TWO, encoding="utf-8")
    index.index([days])  # which drops nothing yet
    (days / "2024/07/04.md").write_bytes(b"\xff\xfe\x00")
    index.index([days], prune=True)
    assert {ONE, TWO} <= ids(index)
    (days / "2024/07/04.md").write_text(WITHOUT_TWO, encoding="utf-8")
    index.index([days], prune=True)
    assert ONE in ids(index)
    assert TWO not in ids(index)


def test_what_a_broken_file_said_stays_until_it_is_mended(make_anywhere: Make, days: Path) -> None:
    index = make_anywhere()
    index.index([days])
    path = days / "2024/07/04.md"
    path.write_bytes(b"\xff\x00")
    report = index.index([days], prune=True)
    assert (report.failed, report.pruned, report.broken, report.stay) == (1, 0, 1, 2)
    path.write_text(WITHOUT_TWO, encoding="utf-8")
    report = index.index([days], prune=True)
    assert (report.failed, report.pruned, report.broken, report.stay) == (0, 1, 0, 0)


def test_a_digest_with_a_complaint_is_pruned_as_far_as_it_was_read(
    make_index: Make, days: Path
) -> None:
    """What the text still names may only be broken; what it does not name any more is gone."""
    index = make_index()
    path = days / "2024/07/07.jsonl"
    link = "https://arxiv.org/abs/2407.0002"
    lines = [f'{{"title": "Paper {n}", "url": "{link}{n}"}}' for n in range(3)]
    path.write_text("\n".join(lines), encoding="utf-8")
    index.index([days])
    assert len(index) == 7
    path.write_text(f"{lines[0]}\n{lines[1]}}}", encoding="utf-8")
    report = index.index([days], prune=True)
    assert (report.failed, report.pruned) == (1, 1)
    assert ids(index) >= {"2407.00020", "2407.00021"}
    path.write_text(lines[0], encoding="utf-8")
    assert index.index([days], prune=True).pruned == 1


def test_votes_that_are_none_do_not_keep_a_paper(make_index: Make, days: Path) -> None:
    index = make_index()
    index.index([days])
    text = WITHOUT_TWO.replace("Vote: 49", "Vote: many")
    (days / "2024/07/04.md").write_text(text, encoding="utf-8")
    report = index.index([days], prune=True)
    assert report.pruned == 1
    assert index.paper(ONE).votes is None


def test_a_corrected_day_takes_the_place_of_the_wrong_one(make_anywhere: Make, days: Path) -> None:
    index = make_anywhere()
    path = days / "2024/07/05.md"
    path.write_text(DAY_TWO.replace("2024-07-05", "2042-07-05"), encoding="utf-8")
    index.index([days])
    path.write_text(DAY_TWO, encoding="utf-8")
    report = index.index([days])
    assert (report.changed, report.pruned, report.embedded) == (1, 0, 0)
    assert index.paper(THREE).days == ("2024-07-05",)


def test_the_same_paper_on_two_days_of_one_file_keeps_both(make_index: Make, days: Path) -> None:
    path = days / "week.md"
    both = one("2407.00008") + "\n" + one("2407.00008", "2024-07-07")
    path.write_text(both, encoding="utf-8")
    index = make_index()
    index.index([days])
    assert index.paper("2407.00008").days == ("2024-07-06", "2024-07-07")
    path.write_text(one("2407.00008", "2024-07-07"), encoding="utf-8")
    index.index([days])
    assert index.paper("2407.00008").days == ("2024-07-07",)


def test_more_than_a_tenth_is_dropped_only_if_somebody_agrees(
    make_anywhere: Make, days: Path
) -> None:
    index = make_anywhere()
    index.index([days])
    (days / "2024/07/05.md").unlink()
    asked: list[tuple[dict[str, str], int]] = []

    def refuse(papers: dict[str, str], of: int) -> bool:
        asked.append((papers, of))
        return False

    (days / "new.md").write_text(one("2407.00011"), encoding="utf-8")
    report = index.index([days], prune=True, agree=refuse)  # type: ignore[arg-type]
    assert asked == [({THREE: "Selective State Spaces"}, 4)]
    assert (report.new, report.pruned, report.refused, report.is_wrong) == (1, 0, 1, True)
    assert len(index) == 5
    assert index.preview([days], prune=True).gone == {THREE: "Selective State Spaces"}
    report = index.index([days], prune=True)
    assert (report.pruned, report.refused, report.is_wrong) == (1, 0, False)


def test_less_than_a_tenth_is_dropped_without_asking(make_index: Make, days: Path) -> None:
    for n in range(10, 30):
        (days / f"{n}.md").write_text(one(f"2407.000{n}"), encoding="utf-8")
    index = make_index()
    index.index([days])
    (days / "10.md").unlink()
    report = index.index([days], prune=True, agree=lambda _papers, _of: pytest.fail("asked"))
    assert report.pruned == 1


def test_a_preview_knows_what_has_moved(make_index: Make, days: Path) -> None:
    index = make_index()
    index.index([days])
    new = days.parent / "archive"
    days.rename(new)
    (new / "2024/07/05.md").unlink()
    before = list(index.papers())
    found = index.preview([new], prune=True)
    assert [(own.old, own.new) for own in found.moved] == [(str(days), str(new))]
    assert (found.new, found.changed, list(found.gone)) == ({}, {}, [THREE])
    assert list(index.papers()) == before
    report = index.index([new], prune=True)
    assert (report.new, report.changed, report.pruned) == (0, 0, 1)


def test_an_interrupted_run_after_a_move_goes_on(make_index: Make, days: Path) -> None:
    index = make_index()
    index.index([days])
    new = days.parent / "archive"
    days.rename(new)
    (new / "2024/07/09.md").write_text(one("2407.00009"), encoding="utf-8")

    class Stopped(FakeEmbedder):
        def embed_passages(self, _texts: object) -> object:  # type: ignore[override]
            raise KeyboardInterrupt

    own = index._models.loading.own
    index._models.loading.own = lambda *_args, **_options: Stopped()  # type: ignore[assignment]
    index.close()
    with pytest.raises(KeyboardInterrupt):
        index.index([new], prune=True)
    index._models.loading.own = own
    index.close()
    report = index.index([new], prune=True)
    assert (report.new, report.pruned, len(index)) == (1, 0, 5)
    assert [kept.where for kept in index.sources.all()] == [str(new)]


def test_the_index_is_in_order_after_all_of_it(make_index: Make, days: Path) -> None:
    index = make_index()
    assert isinstance(index, PaperIndex)
    index.index([days])
    days.rename(days.parent / "archive")
    index.index([days.parent / "archive"], prune=True)
    index.sources.move(str(days.parent / "archive"), str(days))
    assert index.verify(sample=0) == []
    assert index.status().vanished == 3


def test_a_broken_file_keeps_its_papers_under_another_name(make_anywhere: Make, days: Path) -> None:
    index = make_anywhere()
    index.index([days])
    path, new = days / "2024/07/04.md", days / "2024/07/14.md"
    for broken in (b"\xff\x00 no text", DAY_ONE.replace("Vote: 49", "Vote: many").encode()):
        path.write_bytes(broken)
        report = index.index([days], prune=True)
        assert (report.failed, report.pruned) == (1, 0)
        path.rename(new)
        report = index.index([days], prune=True)
        assert (report.failed, report.pruned, len(report.moved)) == (1, 0, 1)
        assert {ONE, TWO} <= ids(index)
        new.rename(path)
        assert index.index([days], prune=True).pruned == 0
    path.write_text(WITHOUT_TWO, encoding="utf-8")
    assert index.index([days], prune=True).pruned == 1


def test_a_folder_is_known_where_all_files_are_broken(make_anywhere: Make, days: Path) -> None:
    index = make_anywhere()
    index.index([days])
    for n, path in enumerate(sorted(days.rglob("*.md"))):
        path.write_bytes(b"\xff\x00" + bytes([n]))
    for path in (days.parent / "elsewhere").glob("*.md"):
        path.write_bytes(b"\xff\x00 elsewhere")
    index.index([days])
    days.rename(days.parent / "archive")
    report = index.index([days.parent / "archive"], prune=True)
    assert (report.broken, report.stay, report.pruned) == (3, 4, 0)
    assert [(own.where, own.missing) for own in index.sources.all()] == [
        (str(days.parent / "archive"), 0)
    ]


def test_what_stays_of_a_digest_with_a_complaint_is_said(make_index: Make, days: Path) -> None:
    index = make_index()
    path = days / "2024/07/07.md"
    papers = [one(f"2407.0002{n}", text=f"Builds on Paper 2407.0002{1 - n}.") for n in range(2)]
    path.write_text("\n".join(papers), encoding="utf-8")
    index.index([days])
    path.write_text(papers[1].replace("- Builds", "Vote: many\n\n- Builds"), encoding="utf-8")
    said = f"{path}:5: 'Paper 2407.00020' stays, which the text names: mend this, then it is clear"
    assert [str(note) for note in index.preview([days], prune=True).notes] == [said]
    assert index.index([days]).notes == []  # nothing is dropped so
    report = index.index([days], prune=True)
    assert ([str(note) for note in report.notes], report.pruned) == ([said], 0)
    path.write_text(papers[1], encoding="utf-8")
    report = index.index([days], prune=True)
    assert (report.notes, report.pruned) == ([], 1)


def test_a_folder_may_become_a_file_and_a_file_a_folder(make_anywhere: Make, days: Path) -> None:
    index = make_anywhere()
    folder = days / "2024"
    index.index([folder])
    shutil.rmtree(folder)
    folder.write_text(one("2407.00008"), encoding="utf-8")
    assert index.index([folder], prune=True).pruned == 4
    assert ids(index) == {"2407.00008"}
    folder.unlink()
    folder.mkdir()
    (folder / "09.md").write_text(one("2407.00009"), encoding="utf-8")
    assert index.index([folder], prune=True).pruned == 1
    assert ids(index) == {"2407.00009"}
