from __future__ import annotations

from lxml import etree

from papersearch.digest.pages import tables

PDF = "<a href='https://arxiv.org/abs/2503.0000{}'>pdf</a>"
HEADER = "<tr><th>Date<th>Title<th>Authors<th>PDF</tr>"
TITLE = "Paged Attention for Devices"


def table(rows: str) -> etree._Element:
    return etree.HTML(f"<table>{rows}</table>").find(".//table")


def row(*cells: str) -> str:
    return "<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>"


def papers(rows: str) -> list[tuple[str, tuple[str, ...]]]:
    return [(own.title, own.ids) for own in tables.papers(table(rows))]


def test_a_row_is_a_paper_by_what_the_columns_mean() -> None:
    rows = HEADER + row("2025-03-04", f"<b>{TITLE}</b>", "Ada One", PDF.format(1))
    (own,) = tables.papers(table(rows))
    assert (own.title, own.ids) == (TITLE, ("2503.00001",))
    assert own.columns == [
        ("Date", "day"),
        ("Title", "title"),
        ("Authors", "authors"),
        ("PDF", "pdf"),
    ]


def test_without_a_header_the_title_is_a_link_or_a_long_text() -> None:
    linked = "<a href='https://arxiv.org/abs/2503.00002'>Another Title</a>"
    assert papers(row("1", TITLE, PDF.format(1)) + row("2", linked, "x")) == [
        (TITLE, ("2503.00001",)),
        ("Another Title", ("2503.00002",)),
    ]


def test_rows_without_an_address_beside_those_with_one() -> None:
    rows = row("", TITLE, "", PDF.format(1)) + row("", "Another Title", "", "")
    assert [title for title, _ in papers(HEADER + rows)] == [TITLE, "Another Title"]


def test_other_tables_have_no_papers() -> None:
    assert papers("<tr><th>Model<th>Score</tr>" + row("A", "1")) == []
    assert papers("") == []


def test_rows_of_inner_tables_are_not_those_of_the_outer() -> None:
    outer = table(row("<table><tr><td>x</table>", "y"))
    assert [len(cells) for cells in tables.rows(outer)] == [2]


def test_a_table_of_names_and_values_describes_one_thing() -> None:
    rows = row("Title", TITLE) + row("Authors", "Ada One")
    assert [(name, cell.text) for name, cell in tables.fields(table(rows))] == [
        ("Title", TITLE),
        ("Authors", "Ada One"),
    ]
    assert papers(rows + row("Link", PDF.format(1))) == []
    assert tables.fields(table(row("One", "1") + row("Two", "2"))) == []


def test_columns_beyond_the_most_are_not_read() -> None:
    (cells,) = tables.rows(table(row(*"x" * 3_000)))
    assert len(cells) == 60
