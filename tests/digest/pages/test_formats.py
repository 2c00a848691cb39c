"""What others publish in Markdown, case by case: made-up files, and what is expected of each."""

from __future__ import annotations

from pathlib import Path

from papersearch.digest import Digest, find, parse_bytes
from papersearch.types.paper import Entry

CASES = Path(__file__).parents[2] / "data" / "formats"
FIRST = "Paged Attention for Tiny Devices"
SECOND = "A Second Invented Paper"
THIRD = "A Third Invented Paper"
FOURTH = "A Fourth Invented Paper"
ADA_AND_BEN = ("Ada One", "Ben Two")
CEM_AND_DORA = ("Cem Three", "Dora Four")
DAY = "2025-03-04"
ARXIV = "https://arxiv.org/abs/"


def read(name: str) -> Digest:
    path = CASES / name
    return parse_bytes(path.read_bytes(), str(Path("digests") / name))


def entries(name: str) -> list[Entry]:
    """Return the entries of a case in which nothing is wrong and nothing worth knowing."""
    digest = read(name)
    assert not digest.problems
    assert not digest.notes
    assert not digest.seems
    return list(digest.entries)


def papers(found: list[Entry]) -> list[tuple[str, str, str]]:
    return [(entry.id, entry.title, entry.day) for entry in found]


def texts(entry: Entry) -> list[tuple[str, str]]:
    return [(section.label, section.text) for section in entry.sections]


def authors(found: list[Entry]) -> list[tuple[tuple[str, ...], bool]]:
    return [(entry.authors, entry.authors_cut) for entry in found]


def test_what_follows_a_paper_is_no_text_of_it() -> None:
    found = entries("03-trailing-sections.md")
    assert papers(found) == [
        ("2503.00001", FIRST, DAY),
        ("2503.00002", SECOND, DAY),
        ("2503.00003", "Quantum Sheep Counting", DAY),
        ("2503.00004", "Underwater Basket Weaving with Robots", DAY),
    ]
    assert [texts(entry) for entry in found] == [
        [("", "We page the cache of a small decoder and halve its memory.")],
        [("", "We replace nothing by something.")],
        [],
        [],
    ]
    assert [entry.url for entry in found] == [f"{ARXIV}2503.0000{own}" for own in range(1, 5)]


def test_a_table_of_contents_lists_no_papers() -> None:
    digest = read("06-toc-as-papers.md")
    assert not digest.entries
    assert digest.seems == "a list of links, of which none leads to a paper"


def test_the_headings_of_a_note_are_its_sections() -> None:
    found = entries("07-note-sections-as-papers-2025-03-04.md")
    assert papers(found) == [("2503.00001", FIRST, DAY)]
    assert found[0].url == f"{ARXIV}2503.00001"
    assert authors(found) == [(("Ada One",), True)]
    assert texts(found[0]) == [
        ("Key Concepts", "Paging: the cache is cut into pages."),
        ("Study Points", "Why do pages help?"),
    ]


def test_a_change_log_lists_no_papers() -> None:
    assert entries("08-changelog-as-papers-change.md") == []


def test_relative_links_are_those_of_their_folder() -> None:
    first, second = entries("10-relative-links/2025-03-04/index.md")
    (other,) = entries("10-relative-links/2025-03-05/index.md")
    assert (first.title, first.day, first.url) == (FIRST, DAY, "")
    assert (other.title, other.day, other.url) == ("Quantum Sheep Counting", "2025-03-05", "")
    assert first.id != other.id
    assert (second.id, second.title, second.day) == ("2503.00002", SECOND, DAY)
    assert second.url in ("", f"{ARXIV}2503.00002")
    assert [texts(own) for own in (first, second, other)] == [
        [("", "We page the cache.")],
        [("", "We replace nothing.")],
        [("", "We count sheep.")],
    ]


def test_a_number_in_brackets_before_the_title() -> None:
    found = entries("11-numbered-bracket-heading-2025-03-04.md")
    assert papers(found) == [("2503.00001", FIRST, DAY)]
    assert authors(found) == [(ADA_AND_BEN, False)]
    assert found[0].categories == ("cs.CL",)
    assert texts(found[0]) == [
        ("TL;DR", "Paging halves the memory."),
        ("Motivation", "Small devices have little memory."),
        ("Method", "Pages."),
        ("Abstract", "We page the cache of a small decoder and halve its memory."),
    ]


def test_a_table_of_one_paper_a_row() -> None:
    found = entries("12-table-one-row-a-paper.md")
    assert papers(found) == [
        ("2503.00001", FIRST, "2025-03-03"),
        ("2503.00002", SECOND, "2025-03-02"),
    ]
    assert authors(found) == [(("Ada One",), True), (("Cem Three",), True)]
    assert [texts(entry) for entry in found] == [[], []]
    assert [entry.code for entry in found] == ["", "https://github.com/example/second"]


def test_tables_with_summaries() -> None:
    found = entries("13-table-with-summary.md")
    assert papers(found) == [
        ("2503.00001", FIRST, DAY),
        ("2503.00002", SECOND, "2025-03-02"),
        ("2503.00003", THIRD, "2025-03-01"),
    ]
    assert authors(found) == [(ADA_AND_BEN, False), ((), False), ((), False)]
    assert [[text for _label, text in texts(entry)] for entry in found] == [
        ["Paging halves the memory."],
        ["replaces nothing by something; it works."],
        ["We do a third thing."],
    ]


def test_the_link_may_stand_below_its_heading() -> None:
    found = entries("14-heading-link-below-2025-03-04.md")
    assert papers(found) == [
        ("2503.00001", FIRST, DAY),
        ("2503.00002", SECOND, DAY),
        ("2503.00003", THIRD, DAY),
    ]
    assert authors(found) == [((), False), ((), False), (CEM_AND_DORA, False)]
    assert "我们对缓存分页，使内存减半。" in found[0].sections[0].text
    assert texts(found[1]) == [("", "We replace nothing by something.")]
    assert texts(found[2]) == [("Abstract", "We do a third thing.")]


def test_the_link_may_stand_in_a_field() -> None:
    found = entries("15-h3-link-in-field-2025-03-04.md")
    assert papers(found) == [("2503.00001", FIRST, DAY), ("2503.00002", SECOND, DAY)]
    assert authors(found) == [(ADA_AND_BEN, False), ((), False)]
    assert [texts(entry) for entry in found] == [
        [("摘要", "我们对缓存分页。")],
        [("Relevance", "It replaces nothing.")],
    ]


def test_items_of_lists() -> None:
    found = entries("16-bullet-list-2025-03-04.md")
    assert papers(found) == [
        ("2503.00001", FIRST, DAY),
        ("2503.00002", SECOND, "2025-03-03"),
        ("2503.00003", THIRD, DAY),
        ("2503.00004", FOURTH, "2025-03-03"),
        ("2503.00005", "A Fifth Invented Paper", DAY),
    ]
    names = [ADA_AND_BEN, (), (), CEM_AND_DORA, ADA_AND_BEN]
    assert authors(found) == [(own, False) for own in names]
    assert [text for _label, text in texts(found[0])] == ["We page the cache."]


def test_a_note_with_front_matter() -> None:
    found = entries("17-front-matter-one-paper.md")
    assert papers(found) == [("2503.00001", FIRST, DAY)]
    assert authors(found) == [(ADA_AND_BEN, False)]
    own = [part for part in texts(found[0]) if part != ("title zh", "小型设备的分页注意力")]
    assert own == [
        ("tldr", "分页使内存减半。"),
        ("摘要", "我们对缓存分页。"),
        ("Abstract", "We page the cache of a small decoder and halve its memory."),
    ]


def test_an_introduction_is_nothing_wrong() -> None:
    found = entries("22-preamble-fails-good-digest.md")
    assert papers(found) == [("2503.00001", FIRST, DAY)]
    assert found[0].votes == 3
    assert texts(found[0]) == [("", "We page the cache.")]


def test_days_in_headings() -> None:
    found = entries("24-dates-other-writings.md")
    assert papers(found) == [
        ("2503.00001", FIRST, "2025-03-04"),
        ("2503.00002", SECOND, "2025-03-05"),
        ("2503.00003", THIRD, "2025-03-06"),
    ]
    assert [texts(entry) for entry in found] == [
        [("", "We page.")],
        [("", "We replace.")],
        [("", "We do a third thing.")],
    ]


def test_the_day_of_a_folder_further_up() -> None:
    found = entries("25-day-in-outer-folder/2025-03-04/llm/part-01.md")
    assert papers(found) == [("2503.00001", FIRST, DAY)]


def test_authors_and_votes_in_four_languages() -> None:
    found = entries("26-author-vote-labels-2025-03-04.md")
    assert [entry.title for entry in found] == [FIRST, SECOND, THIRD, FOURTH]
    names = [ADA_AND_BEN, CEM_AND_DORA, ADA_AND_BEN, ADA_AND_BEN]
    assert authors(found) == [(own, False) for own in names]
    assert [entry.votes for entry in found] == [31, 12, 7, 9]
    assert [texts(entry) for entry in found] == [
        [("摘要", "我们对缓存分页。")],
        [("", "아무것도 아닌 것을 바꿉니다.")],
        [("", "We do a third thing.")],
        [("", "We do a fourth thing.")],
    ]


def test_details_whose_summary_is_the_title() -> None:
    found = entries("27-details-summary-2025-03-04.md")
    assert papers(found) == [("2503.00001", FIRST, DAY)]
    assert found[0].votes == 66
    assert texts(found[0]) == [("", "We page the cache.")]


def test_headings_in_a_quotation_and_bold_titles() -> None:
    found = entries("35-blockquoted-headings-2025-03-04.md")
    assert papers(found) == [("2503.00001", FIRST, "2025-03-03"), ("2503.00002", SECOND, DAY)]
    assert authors(found) == [(("Ada One",), False), ((), False)]
    assert [texts(entry) for entry in found] == [
        [("", "We page the cache.")],
        [("", "We replace nothing.")],
    ]


def test_a_plain_list_of_links() -> None:
    found = entries("37-linked-list-plain-2025-03-04.md")
    assert papers(found) == [("2503.00001", FIRST, DAY), ("2503.00002", SECOND, DAY)]
    assert [entry.url for entry in found] == [f"{ARXIV}2503.00001", f"{ARXIV}2503.00002"]
    assert [texts(entry) for entry in found] == [
        [("", "halves the memory of small decoders")],
        [("", "replaces nothing")],
    ]


def test_fields_in_bullets() -> None:
    found = entries("38-fields-as-bullets-2025-03-04.md")
    assert papers(found) == [("2503.00001", FIRST, DAY), ("2503.00002", SECOND, DAY)]
    assert found[0].url == "http://arxiv.org/abs/2503.00001v1"
    assert authors(found) == [(ADA_AND_BEN, False), (("Cem Three",), True)]
    assert [entry.votes for entry in found] == [31, None]
    assert texts(found[0]) == [("Abstract", "We page the cache of a small decoder.")]
    own = [part for part in texts(found[1]) if part[0] != "Score"]
    assert own == [("Summary", "Replaces nothing.")]


def test_a_readme_may_be_the_digest() -> None:
    (entry,) = entries("39-readme-is-the-digest/README.md")
    assert papers([entry]) == [("2503.00001", FIRST, "2025-03-03")]
    assert [text for _label, text in texts(entry)] == ["We page."]
    folder = CASES / "39-readme-is-the-digest"
    assert find([str(folder)]) == [folder / "README.md"]


def test_an_ordinal_is_no_part_of_a_title() -> None:
    found = entries("40-ordinal-in-title-2025-03-04.md")
    assert papers(found) == [("2503.00001", FIRST, DAY)]
    assert authors(found) == [(("Ada One",), False)]
    assert texts(found[0]) == [("Abstract", "We page the cache.")]
