"""What a reader keeps of papers, in a folder and on Milvus, through all that becomes of them."""

from __future__ import annotations

import json
import signal
import sqlite3
import subprocess
import sys
import textwrap
from collections.abc import Callable
from pathlib import Path

import pytest

from papersearch.api.library import Library
from papersearch.api.paper_index import PaperIndex
from papersearch.errors import IndexCorrupt, IndexNotFound, PaperNotFound, UsageError
from papersearch.store.local.catalog.schema import crc32
from papersearch.types.address import hashed
from papersearch.types.kept import Kept
from tests.api.test_upkeep import OtherEmbedder
from tests.indexing.test_corrections import ADDRESS, day

Make = Callable[..., Library]  # type: ignore[type-arg]
MakeFolder = Callable[..., PaperIndex]
ROOT = Path(__file__).parents[2]
ONE, TWO, THREE = "2407.00001", "2407.00002", "2407.00003"
LONG = "긴 메모입니다. " * 2_200


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The instants to come, the last of which stays."""
    instants = [f"2024-08-0{n}T00:00:00Z" for n in range(1, 8)]
    monkeypatch.setattr(
        "papersearch.api.keeping._now",
        lambda: instants.pop(0) if len(instants) > 1 else instants[0],
    )
    return instants


def test_tags(anywhere: PaperIndex) -> None:
    kept = anywhere.kept
    assert (kept.all(), kept.tags(), kept.listed()) == ({}, {}, {})
    assert kept.tag([f"https://arxiv.org/abs/{ONE}v2", ONE, TWO], "To Cite") == 2
    assert kept.tag(THREE, ["to  cite", "rl"]) == 1
    assert kept.all() == {
        ONE: Kept(("To Cite",)),
        TWO: Kept(("To Cite",)),
        THREE: Kept(("rl", "To Cite")),
    }
    assert list(kept.tags().items()) == [("rl", 1), ("To Cite", 3)]
    assert list(kept.tagged("TO CITE")) == [ONE, TWO, THREE]
    assert kept.of([f"arxiv.org/abs/{THREE}", "2407.09999"]) == {THREE: Kept(("rl", "To Cite"))}
    assert kept.tag([ONE, THREE, "2407.09999"], ["RL", "nothing"], undo=True) == 1
    assert kept.tag([ONE, TWO, THREE], "to cite", undo=True) == 3
    assert (kept.all(), kept.tags()) == ({}, {})


def test_notes(anywhere: PaperIndex) -> None:
    kept = anywhere.kept
    for text in ("short", LONG, "한 줄\r\n두 줄", "again"):
        kept.note(ONE, text)
        assert kept.of([ONE])[ONE].note == text.strip().replace("\r\n", "\n")
    kept.tag([ONE], ["rl"])
    kept.note(f"https://arxiv.org/abs/{ONE}", "")
    assert kept.all() == {ONE: Kept(("rl",))}
    kept.note("2407.09999", "")  # there is none to remove
    with pytest.raises(UsageError, match="a note of 20,001 characters"):
        kept.note(ONE, "x" * 20_001)
    assert kept.all() == {ONE: Kept(("rl",))}


def test_the_reading_list(anywhere: PaperIndex, clock: list[str]) -> None:
    kept, (first, second, third, *_) = anywhere.kept, list(clock)
    assert kept.put([ONE]) == 1
    assert kept.put([TWO, ONE]) == 2
    assert kept.tick([ONE, THREE]) == 2
    assert kept.all() == {
        ONE: Kept(listed=first, read=third),
        TWO: Kept(listed=second),
        THREE: Kept(listed=third, read=third),
    }
    assert list(kept.listed()) == [TWO, THREE, ONE]
    assert kept.tick([ONE, TWO], undo=True) == 1
    assert list(kept.listed()) == [TWO, ONE, THREE]
    assert kept.put([ONE, TWO, THREE, "2407.09999"], undo=True) == 3
    assert kept.all() == {}


def test_only_papers_that_are_there_get_anything(anywhere: PaperIndex) -> None:
    for act in (
        lambda: anywhere.kept.tag([ONE, "2407.09999"], ["rl"]),
        lambda: anywhere.kept.note("2407.09999", "text"),
        lambda: anywhere.kept.put([ONE, "2407.09999"]),
        lambda: anywhere.kept.tick([ONE, "2407.09999"]),
    ):
        with pytest.raises(PaperNotFound, match=r"no paper 2407\.09999 in (the index|milvus)"):
            act()
    with pytest.raises(UsageError, match="a tag needs a letter"):
        anywhere.kept.tag([ONE], ["rl", " "])
    assert anywhere.kept.all() == {}


def test_half_characters_name_no_paper(anywhere: PaperIndex) -> None:
    odd = ["\ud800", "", "\0", "x" * 200]
    assert anywhere.kept.of(odd) == {}
    assert anywhere.kept.tag(odd, ["\udfff rl"], undo=True) == anywhere.like(odd, undo=True) == 0
    with pytest.raises(PaperNotFound, match="no paper"):
        anywhere.kept.put(["\ud800"])
    anywhere.kept.note(ONE, "a \ud800 b")
    assert anywhere.kept.of([ONE])[ONE].note == "a \ufffd b"


def test_an_index_that_is_not_there_is_not_made(make_index: MakeFolder) -> None:
    index = make_index("nothing")
    for act in (index.kept.all, lambda: index.kept.put([ONE]), lambda: index.kept.note(ONE, "")):
        with pytest.raises(IndexNotFound, match="there is no index"):
            act()
    assert not index.folder.exists()


def test_it_outlives_edits_removal_and_return(
    anywhere: PaperIndex, digests: Path, clock: list[str]
) -> None:
    anywhere.kept.tag([ONE, TWO], ["rl"])
    anywhere.kept.note(ONE, LONG)
    anywhere.kept.tick([TWO])
    before = anywhere.kept.all()
    path = digests / "2024" / "07" / "04.md"
    path.write_text(path.read_text(encoding="utf-8").replace("두 번째", "다른"), encoding="utf-8")
    anywhere.index([digests])
    anywhere.remove([TWO])
    assert anywhere.kept.all() == before
    assert anywhere.kept.papers(before).keys() == {ONE}
    anywhere.restore([TWO])
    anywhere.index([digests])
    assert anywhere.kept.all() == before
    assert {own: paper.id for own, paper in anywhere.kept.papers(before).items()} == {
        ONE: ONE,
        TWO: TWO,
    }


def test_what_is_kept_of_a_paper_that_is_gone_can_be_taken_back(anywhere: PaperIndex) -> None:
    anywhere.kept.tag([TWO], ["rl"])
    anywhere.kept.note(TWO, "note")
    anywhere.kept.tick([TWO])
    anywhere.remove([TWO])
    assert anywhere.kept.tag([f"https://arxiv.org/abs/{TWO}"], ["rl"], undo=True) == 1
    assert anywhere.kept.tick([TWO], undo=True) == 1
    assert anywhere.kept.put([TWO], undo=True) == 1
    anywhere.kept.note(TWO, "")
    assert anywhere.kept.all() == {}


def test_a_corrected_paper_keeps_it(make_anywhere: Make, tmp_path: Path) -> None:
    path = tmp_path / "digests" / "04.md"
    path.parent.mkdir()
    path.write_text(day("A tilte"), encoding="utf-8")
    index = make_anywhere()
    index.index([path.parent])
    index.kept.tag([hashed("A tilte")], ["rl"])
    index.kept.note(hashed("A tilte"), LONG)
    index.kept.put([hashed("A tilte")])
    (kept,) = index.kept.all().values()
    for text, wanted in (
        (day("A title"), hashed("A title")),
        (day("A title", f"https://arxiv.org/abs/{ADDRESS}"), ADDRESS),
    ):
        path.write_text(text, encoding="utf-8")
        index.index([path.parent])
        assert index.kept.all() == {wanted: kept}


def test_one_that_lives_on_and_its_other_id_both_keep_it(
    make_anywhere: Make, tmp_path: Path
) -> None:
    path = tmp_path / "digests" / "04.md"
    path.parent.mkdir()
    for name in ("04.md", "05.md"):
        path.with_name(name).write_text(day("A tilte"), encoding="utf-8")
    index = make_anywhere()
    index.index([path.parent])
    index.kept.note(hashed("A tilte"), "note")
    path.write_text(day("A title", f"https://arxiv.org/abs/{ADDRESS}"), encoding="utf-8")
    for _ in range(2):
        index.index([path.parent])
        assert index.kept.all() == {hashed("A tilte"): Kept(note="note"), ADDRESS: Kept((), "note")}
    index.kept.note(ADDRESS, "another")
    path.with_name("05.md").write_text(path.read_text(encoding="utf-8"), encoding="utf-8")
    index.index([path.parent])
    assert index.kept.all() == {ADDRESS: Kept(note="another\n\nnote")}


def test_it_is_salvaged(
    papers: PaperIndex, make_index: MakeFolder, tmp_path: Path, clock: list[str]
) -> None:
    papers.kept.tag([ONE], ["rl"])
    papers.kept.note(TWO, LONG)
    papers.kept.tick([THREE])
    before = papers.kept.all()
    change(papers, "INSERT INTO kept VALUES ('2407.00009', x'7b7d', 1)")  # another checksum
    change(papers, f"INSERT INTO kept VALUES ('x', x'7b7d', {crc32('x', b'{}')})")
    assert papers.salvage(tmp_path / "saved").lost == 2
    saved = make_index("saved")
    assert saved.kept.all() == before
    assert saved.verify(sample=0) == []


def test_damage_is_named(papers: PaperIndex) -> None:
    papers.kept.tag([ONE], ["rl"])
    change(papers, "UPDATE kept SET document = x'7b7d'")
    with pytest.raises(IndexCorrupt, match=r"what is kept of paper 2407\.00001 does not match"):
        papers.kept.all()
    assert any("of kept does not match" in str(damage) for damage in papers.verify(sample=0))
    change(papers, f"UPDATE kept SET crc = {crc32(ONE, b'{}')}")
    with pytest.raises(IndexCorrupt, match=r"what is kept of paper 2407\.00001"):
        papers.kept.all()
    assert any("what is kept of paper" in str(damage) for damage in papers.verify(sample=0))


def change(index: PaperIndex, statement: str) -> None:
    index.close()
    connection = sqlite3.connect(index.folder / "catalog.sqlite")
    with connection:
        connection.execute(statement)
    connection.close()


def test_an_index_without_the_table_keeps_nothing(papers: PaperIndex) -> None:
    change(papers, "DROP TABLE kept")
    assert papers.kept.all() == {}
    assert papers.kept.of([ONE]) == {}


KEEP = textwrap.dedent(
    """
    import json, sys
    from papersearch.embedding.fake import FakeEmbedder
    from papersearch.api.paper_index import PaperIndex
    from torture.child import Faults, install

    folder, point, nth = sys.argv[1:]
    faults = Faults(point, int(nth), "kill")
    install(faults)
    with PaperIndex.open(folder, load=lambda *_a, **_k: FakeEmbedder()) as index:
        index.kept.tag(["2407.00001", "2407.00002", "2407.00003"], ["one", "two"])
    """
)


@pytest.mark.parametrize(("point", "kept"), [("before commit", 0), ("after commit", 3)])
def test_a_process_that_dies_keeps_all_or_nothing(
    papers: PaperIndex, point: str, kept: int
) -> None:
    papers.close()
    died = subprocess.run(
        [sys.executable, "-c", KEEP, str(papers.folder), point, "1"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert died.returncode == -signal.SIGKILL, died.stderr
    assert papers.kept.all() == dict.fromkeys([ONE, TWO, THREE][:kept], Kept(("one", "two")))
    assert papers.verify(sample=0) == []


WRITER = textwrap.dedent(
    """
    import json, sys
    from papersearch.embedding.fake import FakeEmbedder
    from papersearch.api.paper_index import PaperIndex

    folder, own = sys.argv[1:]
    with PaperIndex.open(folder, load=lambda *_a, **_k: FakeEmbedder()) as index:
        sys.stdin.readline()
        for n in range(12):
            index.kept.tag(["2407.00001"], [f"{own}{n}"], wait=-1)
    print(json.dumps(own))
    """
)


def test_two_processes_lose_nothing_of_each_other(papers: PaperIndex) -> None:
    papers.close()
    writers = [
        subprocess.Popen(
            [sys.executable, "-c", WRITER, str(papers.folder), own],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for own in "ab"
    ]
    for writer in writers:
        assert writer.stdin is not None
        writer.stdin.write("\n")
        writer.stdin.flush()
    assert [json.loads(writer.communicate()[0]) for writer in writers] == ["a", "b"]
    (kept,) = papers.kept.all().values()
    assert {*kept.tags} == {f"{own}{n}" for own in "ab" for n in range(12)}


def test_another_model_changes_nothing_of_it(papers: PaperIndex) -> None:
    papers.kept.note(ONE, "note")
    other = OtherEmbedder()
    papers._models.loading.own = lambda *_args, **_options: other
    assert papers.reembed("other") == 6
    assert papers.kept.all() == {ONE: Kept(note="note")}
