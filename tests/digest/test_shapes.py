"""Digests of every shape give exactly their papers; spoilt ones give them or one line of why."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from papersearch.digest import parse_bytes
from papersearch.digest.days import iso_day
from papersearch.errors import DigestError
from papersearch.types.paper import Entry
from tests.digest.shapes import SHAPES, WHERE, Made, papers

FEW = settings(max_examples=12, suppress_health_check=[HealthCheck.too_slow])

ONE = Made("2407.00001", f"{WHERE}1", "A Title Here", ("Ada One",), "We page the cache.")
TWO = Made("2407.00002", f"{WHERE}2", "Another Title", ("Ben Two",), "We do a second thing.")


def read(data: bytes, name: str) -> tuple[Entry, ...]:
    """Return the papers of a digest, none where it is refused in one line."""
    refusal = f"{name}:"
    found: tuple[Entry, ...] = ()
    try:
        found = parse_bytes(data, name).entries
    except DigestError as error:
        refusal = str(error)
    assert refusal.startswith(f"{name}:")
    assert "\n" not in refusal
    return found


@pytest.mark.parametrize("shape", SHAPES)
@FEW
@given(made=papers())
def test_exactly_the_papers_of_a_digest_are_read(shape: str, made: list[Made]) -> None:
    text, name = SHAPES[shape](made)
    digest = parse_bytes(text.encode(), name)
    assert [(own.id, own.title) for own in digest.entries] == [(own.id, own.title) for own in made]
    assert not digest.problems


HOSTILE = (
    *(b"[", b"]", b"](", b"{", b"}", b"<", b">", b"&", b"&#0;", b"<!--", b"]]>", b"`", b"```\n"),
    *(b"|", b"\n|", b"\n---\n", b"\n> ", b"\n- ", b"\n    ", b"\n# ", b"\n\n", b"\r", b"\t", b"\0"),
    *(b"\x1f", b"\x0b", b"\xff", b"\xef\xbb\xbf", b"\xed\xa0\x80", b'"', b"'", b"\\", b"\\u0000"),
    *(
        b"@article{",
        b"ER  - ",
        b"<details>",
        b"</table>",
        b"<![CDATA[",
        b"<!DOCTYPE a [",
        b"%",
        b"$",
    ),
    *(b"https://arxiv.org/abs/2407.00001", b"arXiv:", b"\xf0\x9f\x91\x8d 7", b"&a;", b"*", b"&lt;"),
)


@st.composite
def spoilt(draw: st.DrawFn) -> tuple[bytes, str]:
    """Draw a digest some of whose bytes are cut, swapped, said twice or replaced."""
    text, name = SHAPES[draw(st.sampled_from(sorted(SHAPES)))](draw(papers()))
    data = text.encode()
    for _ in range(draw(st.integers(1, 6))):
        begin, end = sorted((draw(st.integers(0, len(data))), draw(st.integers(0, len(data)))))
        part = data[begin:end]
        new = draw(
            st.sampled_from([b"", part * 2, part[::-1], *HOSTILE])
            | st.sampled_from(HOSTILE).map(lambda own: own * 50)
            | st.binary(max_size=8)
        )
        whole = draw(st.booleans())  # else it is put in, and nothing replaced
        data = data[:begin] + new + data[end if whole else begin :]
    return data[:20_000], draw(st.sampled_from([name, name, "-", "a.md", "a.html"]))


@pytest.mark.slow
@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(spoilt())
def test_a_spoilt_digest_is_read_or_refused_in_one_line(data: tuple[bytes, str]) -> None:
    found = read(*data)
    assert found == read(*data)
    for entry in found:
        assert entry.id
        assert entry.day == "" or iso_day(entry.day) == entry.day


@pytest.mark.parametrize(
    "control", [chr(code) for code in (1, 8, 11, 12, 27, 31, 127, 133, 0xFFFE)]
)
@pytest.mark.parametrize("shape", SHAPES)
def test_control_characters_are_read_over_or_refused(shape: str, control: str) -> None:
    text, name = SHAPES[shape]([ONE, TWO])
    for place in ("A Title", "the cache", "2407.00001", text[:1]):
        assert len(read(text.replace(place, place + control, 1).encode(), name)) <= 2


LINKED = "[A Title Here](https://arxiv.org/abs/2407.00001)"
NUMBER = "arXiv:2407.00001"
DEEP = {
    "brackets": ("a.json", '{"papers": ', "[", "1", "]", "}"),
    "objects": ("a.json", "", '{"papers": ', "1", "}", ""),
    "objects of Python": ("a.json", "", "{'papers': ", "1", "}", ""),
    "brackets of Python": ("a.json", "[{'title': ", "[", "1", "]", "}]"),
    "quotations": ("a.md", "", "> ", f"### {LINKED}", "", ""),
    "items": ("a.md", "", "- ", LINKED, "", ""),
    "links": ("a.md", "### ", "[", "A Title", "](https://arxiv.org/abs/2407.00001)", ""),
    "emphasis": ("a.md", "### ", "*a **b ", "c", "** a*", ""),
    "boxes": ("a.md", "", "<div>", f"\n\n### {LINKED}\n\n", "</div>", ""),
    "details": ("a.md", "", "<details><summary>A Title</summary>\n\n", NUMBER, "</details>", ""),
    "elements": ("a.html", "<html>", "<div><p>", NUMBER, "</p></div>", "</html>"),
    "lists": ("a.html", "<html>", "<ul><li>A Title", NUMBER, "</li></ul>", "</html>"),
    "tables": ("a.html", "<html>", "<table><tr><td>A", NUMBER, "</td></tr></table>", "</html>"),
    "feeds": (
        "a.xml",
        '<rss version="2.0"><channel>',
        "<item>",
        "a",
        "</item>",
        "</channel></rss>",
    ),
    "flows": ("a.yaml", "papers: ", "[", "1", "]", ""),
    "dashes": ("a.yaml", "", "- ", "title: A Title", "", ""),
    "braces": ("a.bib", "@article{key, title = ", "{", "A Title", "}", "}"),
}


@pytest.mark.parametrize("times", [60, 2_000, 30_000])
@pytest.mark.parametrize("closed", [True, False])
@pytest.mark.parametrize("shape", DEEP)
def test_deep_nesting_is_read_or_refused(shape: str, closed: bool, times: int) -> None:
    name, before, opening, middle, closing, after = DEEP[shape]
    text = before + opening * times + middle + (closing * times + after if closed else "")
    assert len(read(text.encode(), name)) <= 1


PUMPS = ["a", " ", "[", "](", "*", "<", "&", "|", "가 ", "\\", "`", "http://a"]


@pytest.mark.parametrize("pump", PUMPS)
@pytest.mark.parametrize("shape", ["linked headings", "bold items", "rows", "cards", "CSV", "RIS"])
def test_a_huge_line_is_read(shape: str, pump: str) -> None:
    text, name = SHAPES[shape]([ONE])
    for place in (ONE.title, ONE.id):
        huge = text.replace(place, place + pump * (200_000 // len(pump)))
        assert len(read(huge.encode(), name)) <= 1
