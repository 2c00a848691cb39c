"""The write path: what is embedded, what is kept, what goes."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from papersearch.api.paper_index import PaperIndex
from papersearch.embedding.fake import FakeEmbedder
from papersearch.errors import IndexUnwritable, NoDigests, PaperNotFound, UsageError
from papersearch.indexing.learning import LEAST_PAPERS
from papersearch.types.arrays import Embeddings
from tests.conftest import DAY_ONE, DAY_TWO

Make = Callable[..., PaperIndex]


def edit(digests: Path, day: str, old: str, new: str) -> None:
    path = digests / "2024" / "07" / f"{day}.md"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_a_first_run_embeds_every_passage_once(
    make_index: Make, digests: Path, embedder: FakeEmbedder
) -> None:
    report = make_index().index([digests])
    assert (report.new, report.changed, report.unchanged, report.digests) == (3, 0, 0, 2)
    assert report.embedded == len(embedder.embedded) == len(set(embedder.embedded)) == 6
    assert report.problems == []


def test_running_again_embeds_nothing(
    papers: PaperIndex, digests: Path, embedder: FakeEmbedder
) -> None:
    embedder.embedded.clear()
    before = papers.status()
    report = papers.index([digests])
    assert (report.new, report.changed, report.unchanged, report.embedded) == (0, 0, 3, 0)
    assert embedder.embedded == []
    assert papers.status() == before


@pytest.mark.parametrize("path", [".", "**/*.json", "*/*/*"])
@pytest.mark.parametrize("where", ["", "mine"], ids=["in their folder", "in a folder of its own"])
def test_of_an_index_among_the_digests_nothing_is_one(
    make_index: Make, digests: Path, monkeypatch: pytest.MonkeyPatch, path: str, where: str
) -> None:
    monkeypatch.chdir(digests)
    for name in ("notes/lexical/meta.json", "notes/2024/lists.json"):
        Path(name).parent.mkdir(parents=True)
        Path(name).write_text(
            f'[{{"title": "{name}", "url": "https://example.org/{name}"}}]', encoding="utf-8"
        )
    made = make_index()
    made.index(["2024/07/04.md"])
    made.close()
    shutil.copytree(made.folder, digests / where, dirs_exist_ok=True)  # older ones lie anywhere
    older = digests / where / "lexical" / "meta.json"  # which the first ones had
    older.parent.mkdir(exist_ok=True)
    older.write_text("{}", encoding="utf-8")
    report = make_index(f"digests/{where}").index([path])
    assert report.problems == []
    assert report.new == (2 if "json" in path else 3)  # the second day, and the notes


def test_a_new_day_embeds_only_that_day(
    papers: PaperIndex, digests: Path, embedder: FakeEmbedder
) -> None:
    embedder.embedded.clear()
    later = DAY_TWO.replace("2024-07-05", "2024-07-08").replace("2407.00003", "2407.00009")
    (digests / "08.md").write_text(later.replace("Selective", "Other"), encoding="utf-8")
    report = papers.index([digests])
    assert (report.new, report.unchanged) == (1, 3)
    assert len(embedder.embedded) == 2


def test_changed_text_embeds_only_the_changed_sections(
    papers: PaperIndex, digests: Path, embedder: FakeEmbedder
) -> None:
    embedder.embedded.clear()
    edit(digests, "04", "어텐션 점수로", "무작위로")
    report = papers.index([digests])
    assert (report.new, report.changed, report.unchanged) == (0, 1, 2)
    assert [text.split("\n")[1] for text in embedder.embedded] == [
        "무작위로 이미지 토큰을 고릅니다."
    ]
    assert papers.query("무작위로", mode="lexical")[0].paper.id == "2407.00001"
    assert not papers.query("어텐션", mode="lexical")
    assert len(papers.query("토큰", k=10)) == 3


def test_changed_votes_embed_nothing(
    papers: PaperIndex, digests: Path, embedder: FakeEmbedder
) -> None:
    embedder.embedded.clear()
    edit(digests, "04", "Vote: 49", "Vote: 77")
    report = papers.index([digests])
    assert (report.changed, report.embedded, embedder.embedded) == (1, 0, [])
    assert papers.paper("2407.00001").votes == 77


def test_a_paper_of_two_days_is_one_paper(papers: PaperIndex, digests: Path) -> None:
    again = DAY_ONE.replace("2024-07-04", "2024-07-09").replace("Vote: 49", "Vote: -")
    (digests / "09.md").write_text(again, encoding="utf-8")
    report = papers.index([digests])
    assert (report.new, report.changed) == (0, 2)
    paper = papers.paper("2407.00001")
    assert (paper.days, paper.votes) == (("2024-07-04", "2024-07-09"), 49)
    assert len(papers) == 3


def test_two_files_that_disagree_do_not_change_the_index_at_every_run(
    papers: PaperIndex, digests: Path, embedder: FakeEmbedder
) -> None:
    (digests / "copy.md").write_text(DAY_ONE.replace("두 번째", "세 번째"), encoding="utf-8")
    assert papers.index([digests]).changed == 1
    embedder.embedded.clear()
    assert papers.index([digests]).changed == 0
    assert embedder.embedded == []


def test_papers_stay_when_their_digest_goes_unless_pruned(
    papers: PaperIndex, digests: Path
) -> None:
    (digests / "2024" / "07" / "05.md").unlink()
    assert papers.index([digests]).pruned == 0
    assert len(papers) == 3
    assert papers.index([digests], prune=True).pruned == 1
    assert len(papers) == 2
    with pytest.raises(PaperNotFound, match=r"2407\.00003"):
        papers.paper("2407.00003")
    assert all(hit.paper.id != "2407.00003" for hit in papers.query("state space", k=10))


def test_pruning_sees_what_went_from_a_file_in_an_earlier_run(
    papers: PaperIndex, digests: Path
) -> None:
    path = digests / "2024" / "07" / "04.md"
    path.write_text(DAY_ONE[: DAY_ONE.index("### [Speaking")], encoding="utf-8")
    assert papers.index([digests]).pruned == 0
    assert papers.index([digests], prune=True).pruned == 1


def test_pruning_touches_only_the_given_paths(
    make_index: Make, digests: Path, tmp_path: Path
) -> None:
    index = make_index()
    other = tmp_path / "other.md"
    other.write_text(DAY_TWO.replace("2407.00003", "2407.00004"), encoding="utf-8")
    index.index([digests, other])
    other.unlink()
    assert index.index([digests], prune=True).pruned == 0
    assert len(index) == 4


def test_a_failed_file_is_reported_and_tried_again(make_index: Make, digests: Path) -> None:
    bad = digests / "2024" / "07" / "06.md"
    bad.write_bytes(b"### [Bad](https://arxiv.org/abs/2407.00006)\n\n- caf\xe9\n")
    index = make_index()
    report = index.index([digests])
    assert (report.new, report.failed) == (3, 1)
    assert [(problem.source, problem.line) for problem in report.problems] == [(str(bad), 3)]
    assert index.index([digests]).failed == 1
    bad.write_text("### [Good](https://arxiv.org/abs/2407.00006)\n\n- café\n", encoding="utf-8")
    report = index.index([digests])
    assert (report.new, report.failed, report.unchanged) == (1, 0, 3)


def test_a_failed_file_is_not_pruned(papers: PaperIndex, digests: Path) -> None:
    (digests / "2024" / "07" / "05.md").write_bytes(b"\xff\xfe\x00")
    assert papers.index([digests], prune=True).pruned == 0
    assert len(papers) == 3


def test_removed_papers_stay_removed_until_that_is_undone(
    papers: PaperIndex, digests: Path
) -> None:
    assert papers.remove(["https://arxiv.org/abs/2407.00002v2"]) == 1
    edit(digests, "04", "Vote: 3", "Vote: 4")
    report = papers.index([digests])
    assert (report.skipped, len(papers)) == (1, 2)
    assert papers.restore(["2407.00002"]) == 1
    assert papers.index([digests]).new == 1
    assert papers.paper("2407.00002").votes == 4


def test_removing_an_unknown_paper_removes_none(papers: PaperIndex) -> None:
    with pytest.raises(PaperNotFound, match=r"2407\.99999"):
        papers.remove(["2407.00001", "2407.99999"])
    assert len(papers) == 3


def test_standard_input_is_a_source(make_index: Make) -> None:
    index = make_index()
    assert index.index(["-"], stdin=lambda: DAY_ONE.encode()).new == 2
    with pytest.raises(UsageError, match="no standard input"):
        index.index(["-"])


def test_a_path_without_digests_is_named(make_index: Make, tmp_path: Path) -> None:
    with pytest.raises(NoDigests, match="nowhere"):
        make_index().index([tmp_path / "nowhere"])
    assert not (tmp_path / "index").exists()


class Interrupted(FakeEmbedder):
    """Stops at the second batch, as Ctrl-C would."""

    def embed_passages(self, texts: Sequence[str]) -> Embeddings:
        if self.embedded:
            raise KeyboardInterrupt
        return super().embed_passages(texts)


def test_an_interruption_keeps_all_that_was_embedded(
    make_index: Make, digests: Path, embedder: FakeEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(FakeEmbedder, "at_once", 1)  # so that each text is a batch
    index = make_index()
    index._models.loading.own = lambda *_args, **_options: Interrupted()
    with pytest.raises(KeyboardInterrupt):
        index.index([digests])
    assert index.status().pending + index.status().passages == 1
    index.close()
    index._models.loading.own = lambda *_args, **_options: embedder
    report = index.index([digests])
    assert report.embedded == 5
    assert len(embedder.embedded) == 6  # one of them to compare with what was kept
    assert (len(index), index.status().pending) == (3, 0)


def test_a_full_disk_is_one_clear_error_and_loses_nothing(
    papers: PaperIndex, digests: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (digests / "08.md").write_text(DAY_TWO.replace("2407.00003", "2407.00009"), encoding="utf-8")

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr("os.fsync", full)
        with pytest.raises(IndexUnwritable, match="the disk is full"):
            papers.index([digests])
    assert len(papers.query("state space", k=10)) == 3
    assert papers.index([digests]).embedded == 0
    assert len(papers) == 4


def test_the_order_of_files_does_not_matter(make_index: Make, digests: Path) -> None:
    files = sorted(digests.rglob("*.md"))
    one, two = make_index("one"), make_index("two")
    one.index(files)
    two.index(files[::-1])
    assert list(one.papers()) == list(two.papers())


def test_every_step_begins_and_reaches_its_total(make_index: Make, digests: Path) -> None:
    seen: list[tuple[str, int, int]] = []
    make_index().index([digests], progress=lambda *told: seen.append(told))
    steps = {"reading": 2, "loading": 1, "embedding": 6}
    assert list(dict.fromkeys(step for step, _done, _total in seen)) == [*steps]
    for step, total in steps.items():
        told = [(done, of) for name, done, of in seen if name == step]
        assert (told[0], told[-1]) == ((0, total), (total, total))


def test_learning_is_a_step_that_is_told_of(make_index: Make, tmp_path: Path) -> None:
    lines = (
        f'{{"id": "p{n}", "title": "title {n}", "summary": "text {n}"}}\n'
        for n in range(LEAST_PAPERS)
    )
    (tmp_path / "many.jsonl").write_text("".join(lines))
    seen: list[tuple[int, int]] = []

    def progress(step: str, done: int, total: int) -> None:
        if step == "learning":
            seen.append((done, total))

    make_index().index([tmp_path / "many.jsonl"], progress=progress)
    (first, total), last = seen[0], seen[-1]
    assert first == 0
    assert last == (total, total)
    assert total > LEAST_PAPERS
    assert seen == sorted(seen)


@pytest.mark.parametrize("named", ["", "**", "**/*.md", "*", "*/*/*.md", "*/*/0?.md"])
def test_a_folder_that_cannot_be_listed_loses_no_papers(
    papers: PaperIndex, digests: Path, named: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    scandir = os.scandir

    def refusing(path: str | Path) -> object:
        if str(path).endswith("07"):
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return scandir(path)

    before = list(papers.papers())
    (digests / "2024/06").mkdir()
    (digests / "2024/06/01.md").write_text(DAY_TWO.replace("2407.00003", "2407.00004"))
    monkeypatch.setattr(os, "scandir", refusing)
    report = papers.index([digests / named], prune=True)
    assert [str(problem) for problem in report.problems] == [
        f"{digests}/2024/07: cannot be read: Permission denied"
    ]
    assert (report.new, report.failed, report.pruned) == (1, 1, 0)
    assert (report.digests, report.broken, report.stay) == (1, 2, 3)
    assert {paper.id for paper in papers.papers()} >= {paper.id for paper in before}
    monkeypatch.undo()
    (digests / "2024/07/04.md").unlink()
    assert papers.index([digests], prune=True).pruned == 2
