from __future__ import annotations

import pytest

from papersearch.digest.pages.draft import Draft
from papersearch.types.paper import Section

ID = "2503.00001"
URL = f"https://arxiv.org/abs/{ID}"


def drafted(*lines: str, plain: bool = False) -> Draft:
    draft = Draft([ID], plain=plain)
    for number, line in enumerate(lines, 1):
        draft.add(number, line)
    return draft


def texts(draft: Draft) -> list[tuple[str, str]]:
    return [(own.label, own.text) for own in draft.sections()]


@pytest.mark.parametrize(
    ("line", "name", "value"),
    [
        ("Authors: Ada One, Ben Two", "authors", ("Ada One", "Ben Two")),
        ("*Ada One, Ben Two*", "authors", ("Ada One", "Ben Two")),
        ("**Votes**: 31", "votes", 31),
        ("👍 31", "votes", 31),
        ("Published: 2025-03-04", "day", "2025-03-04"),
        ("Categories: cs.CL, cs.AI", "categories", ("cs.CL", "cs.AI")),
        ("cs.CL cs.AI", "categories", ("cs.CL", "cs.AI")),
        ("Venue: ACL 2025", "venue", "ACL 2025"),
        ("*ACL 2025*", "venue", "ACL 2025"),
        ("![](https://x.org/a.png)", "thumbnail", "https://x.org/a.png"),
        ("[Code](https://github.com/example/one)", "code", "https://github.com/example/one"),
        ("Code: https://github.com/example/one", "code", "https://github.com/example/one"),
        (f"[PDF]({URL}) | [arXiv]({URL})", "links", [URL, URL]),
        (f"Link: {URL}", "links", [URL]),
    ],
)
def test_a_line_that_is_a_field_is_no_text(line: str, name: str, value: object) -> None:
    draft = drafted(line)
    assert getattr(draft, name) == value
    assert draft.sections() == ()
    assert draft.problems == []


def test_all_else_is_text() -> None:
    draft = drafted("We page.", "", "## Method", "Pages.", "## Result", "less", "```", "x", "```")
    assert texts(draft) == [("", "We page."), ("Method", "Pages."), ("Result", "less\n```\nx\n```")]


def test_a_field_counts_where_it_stands_first() -> None:
    draft = drafted("Authors: Ada One", "Votes: 3", "Authors: Ben Two", "Votes: 4")
    assert (draft.authors, draft.votes) == (("Ada One",), 3)


def test_votes_that_are_no_number_are_told() -> None:
    ((number, message),) = drafted("words", "Votes: many").problems
    assert number == 2
    assert message.endswith("write a whole number or '-'")


def test_links_to_the_paper_go_from_its_text_and_others_stay() -> None:
    draft = drafted(f"We page [pdf]({URL}), as [others](https://x.org/1) do. [pdf]({URL})")
    assert texts(draft) == [("", "We page  , as [others](https://x.org/1) do.")]
    assert draft.links == [URL, URL]


def test_authors_in_a_summary_that_has_begun_are_text() -> None:
    draft = drafted("- one", "- authors: two people")
    assert draft.authors == ()
    assert "two people" in texts(draft)[0][1]


def test_a_link_to_the_paper_with_another_title_is_text() -> None:
    assert texts(drafted(f"[Ein anderer Titel]({URL})")) == [("", "Ein anderer Titel")]


def test_many_links_on_a_line_are_read_once_each() -> None:
    draft = drafted("words " + f"[pdf]({URL}) " * 20_000)
    assert len(draft.links) == 20_000
    assert texts(draft) == [("", "words")]


def test_sections_are_sections_of_the_text() -> None:
    assert drafted("words").sections() == (Section("", "words"),)
