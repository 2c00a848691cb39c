"""BibTeX and RIS: read back as they were, by others and by our own reader."""

from __future__ import annotations

import dataclasses
import re

import pytest
from bibtexparser.entrypoint import parse_string
from hypothesis import given
from hypothesis import strategies as st

from papersearch.digest import parse_bytes
from papersearch.render.bibliography import bibtex, ris
from papersearch.types.paper import Paper, Section

PAPER = Paper(
    "2611.01234",
    "The Rivers that Fold: 50% of $x_1$ & more",
    (
        Section("What's New", "강이 접힙니다."),
        Section("Abstract", "Rivers fold_twice, at #1."),
    ),
    ("2026-11-27",),
    ("Mara B. Quill", "Søren Ødegård", "Rivers and Sons, Ltd", "김하나"),
    url="https://arxiv.org/abs/2611.01234",
    categories=("cs.CL", "cs.LG"),
)
ARTICLE = Paper(
    "doi:10.1000/a_b",
    "강과 바다",
    days=("2025-01-02",),
    url="https://doi.org/10.1000/a_b",
    venue="Journal of Rivers & Seas",
)
BARE = Paper("t-0123456789abcdef", "On it")


def test_an_entry() -> None:
    assert bibtex([PAPER]) == (
        "@misc{quill2026rivers,\n"
        "  title = {{The Rivers that Fold: 50\\% of $x_1$ \\& more}},\n"
        "  author = {Mara B. Quill and Søren Ødegård and {Rivers and Sons, Ltd} and 김하나},\n"
        "  year = {2026},\n"
        "  eprint = {2611.01234},\n"
        "  archiveprefix = {arXiv},\n"
        "  primaryclass = {cs.CL},\n"
        "  url = {https://arxiv.org/abs/2611.01234},\n"
        "  keywords = {cs.CL, cs.LG},\n"
        "  abstract = {Rivers fold\\_twice, at \\#1.}\n"
        "}\n"
    )


def test_a_record() -> None:
    assert ris([PAPER]).splitlines() == [
        "TY  - GEN",
        "ID  - quill2026rivers",
        "TI  - The Rivers that Fold: 50% of $x_1$ & more",
        "AU  - Quill, Mara B.",
        "AU  - Ødegård, Søren",
        "AU  - Rivers and Sons, Ltd",
        "AU  - 김하나",
        "PY  - 2026",
        "DA  - 2026/11/27",
        "UR  - https://arxiv.org/abs/2611.01234",
        "KW  - cs.CL",
        "KW  - cs.LG",
        "AB  - Rivers fold_twice, at #1.",
        "ER  - ",
    ]


def test_keys_differ() -> None:
    papers = [PAPER, PAPER, ARTICLE, BARE]
    keys = re.findall(r"@misc\{(.*),", bibtex(papers))
    assert keys == [
        "quill2026rivers",
        "quill2026rivers-2611.01234",
        "2025-doi-10.1000-a_b",
        "it",
    ]
    assert len(set(keys)) == 4


def test_what_is_not_known_is_left_out() -> None:
    assert bibtex([BARE]) == "@misc{it,\n  title = {{On it}}\n}\n"
    assert ris([BARE]) == "TY  - GEN\nID  - it\nTI  - On it\nER  - \n"


def test_an_article_has_its_doi_and_its_venue() -> None:
    assert "  doi = {10.1000/a_b},\n" in bibtex([ARTICLE])
    assert "  howpublished = {Journal of Rivers \\& Seas}\n" in bibtex([ARTICLE])
    assert {"TY  - JOUR", "DO  - 10.1000/a_b", "T2  - Journal of Rivers & Seas"} < set(
        ris([ARTICLE]).splitlines()
    )


@pytest.mark.parametrize(("write", "name"), [(bibtex, "a.bib"), (ris, "a.ris")])
def test_it_reads_back(write: object, name: str) -> None:
    assert callable(write)
    people = (*PAPER.authors[:2], PAPER.authors[3])  # firms are turned like people
    plain = dataclasses.replace(PAPER, authors=people)
    digest = parse_bytes(write([plain, ARTICLE]).encode(), name)
    assert digest.problems == ()
    first, second = digest.entries
    assert (first.id, second.id) == (PAPER.id, ARTICLE.id)
    assert first.authors == people
    assert first.categories[:1] == ("cs.CL",) or name == "a.ris"
    assert "Rivers fold_twice, at #1." in first.sections[0].text
    assert second.title == ARTICLE.title


def test_a_list_that_was_cut_says_so() -> None:
    cut = Paper("2611.01234", "Rivers", authors=("Mara Quill",), authors_cut=True)
    assert "author = {Mara Quill and others}" in bibtex([cut])
    assert parse_bytes(bibtex([cut]).encode(), "a.bib").entries[0].authors_cut


TEXTS = st.text(max_size=30) | st.text(alphabet="{}\\$%&#_@,=\"'~^ and", max_size=30)


@given(st.lists(st.tuples(TEXTS, TEXTS, TEXTS), max_size=3))
def test_no_text_breaks_an_entry(told: list[tuple[str, str, str]]) -> None:
    papers = [
        Paper(f"2611.0000{at}", title or "x", (Section("", text),), authors=(name,) if name else ())
        for at, (title, name, text) in enumerate(told)
    ]
    text = bibtex(papers)
    read = parse_string(text)
    assert not read.failed_blocks
    assert len(read.entries) == len(papers)
    assert [own.fields_dict["eprint"].value for own in read.entries] == [own.id for own in papers]
    lines = ris(papers).splitlines()
    assert sum(line.startswith("TY  - ") for line in lines) == len(papers)
    assert all(re.match(r"[A-Z][A-Z0-9]  - ", line) for line in lines if line)
