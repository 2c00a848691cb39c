"""Papers without an address: known again when they are corrected, with what was said of them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from papersearch.api.library import Library
from papersearch.api.paper_index import PaperIndex
from papersearch.indexing.corrections import corrected
from papersearch.types.address import hashed
from papersearch.types.merging import Key
from papersearch.types.paper import Entry, Section
from papersearch.types.watch import Watch

Make = Callable[..., Library]  # type: ignore[type-arg]
ADDRESS = "2407.00077"
SUMMARY = "A summary that is long enough to know a paper by."


def day(title: str, link: str = "", text: str = SUMMARY) -> str:
    """Return a digest of one paper, beside one that stays."""
    head = f"[{title}]({link})" if link else title
    return (
        f"## Daily Papers (2024-07-04)\n\n### {head}\n\nVote: 3\n\n- **What's New**: {text}\n\n"
        "### [Another](https://arxiv.org/abs/2407.00001)\n\n- **What's New**: Something else.\n"
    )


def entry(title: str, text: str = SUMMARY, url: str = "", id_: str = "") -> tuple[Key, Entry]:
    id_ = id_ or hashed(url or title)
    return (id_, "2024-07-04", "a.md"), Entry(id_, title, (Section("New", text),), url=url)


def test_it_is_known_by_its_title_or_its_summary() -> None:
    before = dict([entry("A title"), entry("Another", "Another summary, of another paper.")])
    now = dict([entry("A Title, corrected"), entry("Another", "Short.", id_="2407.00002")])
    assert corrected(before, now) == {
        hashed("A title"): hashed("A Title, corrected"),
        hashed("Another"): "2407.00002",
    }


def test_what_fits_two_papers_fits_none() -> None:
    before = dict([entry("One"), entry("Two")])
    assert corrected(before, dict([entry("Three")])) == {}
    assert corrected(dict([entry("Three")]), before) == {}


def test_a_paper_with_an_address_is_no_other() -> None:
    before = dict([entry("One", id_="2407.00001")])
    assert corrected(before, dict([entry("One", id_="2407.00002")])) == {}


def test_short_summaries_say_nothing() -> None:
    assert corrected(dict([entry("One", "None.")]), dict([entry("Two", "None.")])) == {}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "digests" / "04.md"
    path.parent.mkdir()
    path.write_text(day("A tilte"), encoding="utf-8")
    return path


def test_a_corrected_title_and_an_address_keep_likes_and_arrivals(
    make_anywhere: Make, path: Path
) -> None:
    index = make_anywhere()
    index.index([path.parent])
    index.like([hashed("A tilte")])
    index.watches.add(Watch("all", "A title, a summary"))
    index.mark_shown(index.feed())
    newest = index._reader().interests.newest()
    for text, wanted in (
        (day("A title"), hashed("A title")),
        (day("A title", "https://example.org/a"), hashed("https://example.org/a")),
        (day("A title", f"https://arxiv.org/abs/{ADDRESS}"), ADDRESS),
    ):
        path.write_text(text, encoding="utf-8")
        report = index.index([path.parent])
        assert (report.new, report.changed, report.pruned) == (0, 1, 0)
        assert {paper.id for paper in index.papers()} == {wanted, "2407.00001"}
        assert index.likes.all() == {wanted: True}
        assert index.feed().looked == 0
        assert index._reader().interests.newest() == newest
        arrived = index._reader().interests.arrived([wanted])
        assert list(arrived) == [wanted]


def test_what_was_removed_stays_removed_when_it_is_corrected(
    make_anywhere: Make, path: Path
) -> None:
    index = make_anywhere()
    index.index([path.parent])
    index.remove([hashed("A tilte")])
    for text in (day("A title"), day("A title", f"https://arxiv.org/abs/{ADDRESS}")):
        path.write_text(text, encoding="utf-8")
        report = index.index([path.parent])
        assert (report.new, report.pruned, report.skipped) == (0, 0, 1)
        assert [paper.id for paper in index.papers()] == ["2407.00001"]
    assert index.restore([ADDRESS]) == 1
    assert index.index([path.parent]).new == 1


@pytest.mark.parametrize("shown", [True, False])
def test_a_paper_that_another_digest_tells_of_keeps_its_marks(
    make_anywhere: Make, path: Path, shown: bool
) -> None:
    """Both are liked then, and neither is news: shown, or older than the watch."""
    index = make_anywhere()
    (path.parent / "05.md").write_text(day("A tilte"), encoding="utf-8")
    index.index([path.parent])
    watch = Watch("all", "summary long enough")
    index.watches.add(watch, since="2024-01-01" if shown else "")
    index.like([hashed("A tilte")])
    feed = index.feed()
    assert [own.paper.title for own in feed.caught] == ["A tilte"] * shown
    index.mark_shown(feed)
    for text, new in (
        (day("A title"), hashed("A title")),
        (day("A title", f"https://arxiv.org/abs/{ADDRESS}"), ADDRESS),
    ):
        path.write_text(text, encoding="utf-8")
        index.index([path.parent])
        assert {paper.id for paper in index.papers()} == {hashed("A tilte"), new, "2407.00001"}
        assert index.likes.all() == {hashed("A tilte"): True, new: True}
        assert [own.paper.id for own in index.feed().caught] == []
    (path.parent / "05.md").write_text(text, encoding="utf-8")
    index.index([path.parent])
    assert index.likes.all() == {ADDRESS: True}


def test_a_removed_double_takes_no_other_paper_with_it(make_anywhere: Make, path: Path) -> None:
    index = make_anywhere()
    linked = day("A tilte", f"https://arxiv.org/abs/{ADDRESS}")
    (path.parent / "05.md").write_text(linked, encoding="utf-8")
    index.index([path.parent])
    index.remove([hashed("A tilte")])
    path.write_text(linked, encoding="utf-8")
    for votes in (3, 500):
        text = linked.replace("Vote: 3", f"Vote: {votes}")
        (path.parent / "05.md").write_text(text, encoding="utf-8")
        report = index.index([path.parent], prune=True)
        assert (report.new, report.skipped, index.paper(ADDRESS).votes) == (0, 0, votes)


def test_an_interruption_loses_no_likes(make_index: Make, path: Path) -> None:
    index = make_index()
    assert isinstance(index, PaperIndex)
    index.index([path.parent])
    index.like([hashed("A tilte")])
    path.write_text(day("A title", f"https://arxiv.org/abs/{ADDRESS}"), encoding="utf-8")

    def stopped(*_args: object, **_options: object) -> object:
        raise KeyboardInterrupt

    own, index._models.loading.own = index._models.loading.own, stopped  # type: ignore[assignment]
    index.close()
    with pytest.raises(KeyboardInterrupt):
        index.index([path.parent])
    assert index.likes.all() == {hashed("A tilte"): True}
    assert len(index) == 2
    index._models.loading.own = own
    index.index([path.parent])
    assert index.likes.all() == {ADDRESS: True}
    assert len(index) == 2


def test_a_file_that_moved_with_others_is_the_same_source(make_index: Make, path: Path) -> None:
    """Its folder has another name, and what it says of a paper was corrected, all at once."""
    (path.parent / "05.md").write_text(day("Another day").replace("00001", "00002"), "utf-8")
    index = make_index()
    index.index([path.parent])
    index.like([hashed("A tilte")])
    path.write_text(day("A title", f"https://arxiv.org/abs/{ADDRESS}"), encoding="utf-8")
    path.parent.rename(path.parent.with_name("archive"))
    report = index.index([path.parent.with_name("archive")])
    assert (report.new, report.changed, len(report.moved)) == (0, 1, 1)
    assert index.likes.all() == {ADDRESS: True}
