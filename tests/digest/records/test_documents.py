"""Tables, YAML, Python, bibliographies and records of lines, and what is wrong with them."""

from __future__ import annotations

import pytest

from papersearch.digest import records
from papersearch.digest.reader import parse_bytes
from papersearch.types.paper import Section

LINK = "https://arxiv.org/abs/2503.00001"


def test_yaml_is_text_and_nothing_else() -> None:
    text = """papers:
  - title: Paged Attention
    arxiv: 2503.00010
    date: 2025-03-04
    authors: [Ada One, Ben Two]
    abstract: >
      We page
      the cache.
"""
    (entry,) = parse_bytes(text.encode(), "a.yaml").entries
    assert (entry.id, entry.day) == ("2503.00010", "2025-03-04")
    assert entry.authors == ("Ada One", "Ben Two")
    assert entry.sections == (Section("Abstract", "We page the cache."),)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("!!python/object/apply:os.system ['ls']\n", "YAML without records"),
        ("a: &a [x]\nb: &b [*a, *a, *a]\nc: [*b, *b, *b]\n", "YAML without records"),
        ("[" * 1_000, "no valid YAML (too many values"),
        ("a: [1\nb: 2\n", "a.yaml:2: no valid YAML"),
    ],
)
def test_yaml_of_others(text: str, message: str) -> None:
    digest = parse_bytes(text.encode(), "a.yaml")
    assert digest.entries == ()
    assert message in " ".join([digest.seems, *map(str, digest.problems)])


def test_a_table_by_tabs_or_semicolons_with_a_mark_in_front() -> None:
    for sign, name in (("\t", "a.tsv"), (";", "a.csv"), (",", "-")):
        rows = [["Title", "URL", "Authors"], ["A paper", LINK, "Ada One"]]
        text = "\ufeff" + "\n".join(sign.join(row) for row in rows)
        (entry,) = parse_bytes(text.encode(), name).entries
        assert (entry.id, entry.title, entry.authors) == ("2503.00001", "A paper", ("Ada One",))


def test_a_table_without_names() -> None:
    text = f'"A title of words",{LINK},"We page the cache of a small decoder."\n'
    (entry,) = parse_bytes(text.encode(), "a.csv").entries
    assert (entry.title, entry.url) == ("A title of words", LINK)
    assert entry.sections[0].text == "We page the cache of a small decoder."


def test_lines_of_a_table_are_told() -> None:
    text = f'title,url,votes\n"A\npaper",{LINK},3\nAnother,{LINK},many\n'
    digest = parse_bytes(text.encode(), "a.csv")
    assert [entry.votes for entry in digest.entries] == [3, None]
    assert [problem.line for problem in digest.problems] == [4]


def test_a_table_of_something_else() -> None:
    digest = parse_bytes(b"city,people\nA,1\nB,2\n", "a.csv")
    assert digest.seems.startswith("a table of 2 records with city, people, none of a paper")


def test_python_is_parsed_and_never_run() -> None:
    text = f"[{{'title': 'A paper', 'url': '{LINK}', 'date': datetime.date(2025, 3, 4)}}]"
    (entry,) = parse_bytes(text.encode(), "a.json").entries
    assert (entry.id, entry.day) == ("2503.00001", "2025-03-04")
    assert records.load_python("[{'a': __import__('os').getcwd()}]") == [{"a": None}]
    assert records.load_python("['[[[[[[', {'a': nan}]") == ["[[[[[[", {"a": None}]
    assert records.load_python("[" * 60 + "'a'" + "]" * 60) is None
    assert records.load_python("{'a': ") is None


def test_a_bibliography_of_every_habit() -> None:
    text = r"""% a comment
@string{icml = "Proc. of ICML"}
@Article{one, title = {{Paged} Attention for {T}iny Devices},
  author = {M{\"u}ller, J{\'o}zef and {A Team} and others}, eprint={2503.00001}, year=2025,
  abstract = "We page the {cache} 50\% faster." }
@inproceedings{two, title = "A Second Paper", author={Erd\H{o}s, P{\'a}l}, booktitle = icml,
  doi = {10.1000/abc\_1}, date={2024-05-06}}
@article{two, title = {A third paper with the same key}, author={A B}, url={https://x.y/z}}
@misc{broken, title={x
"""
    digest = parse_bytes(text.encode(), "a.bib")
    first, second, third = digest.entries
    assert (first.id, first.title) == ("2503.00001", "Paged Attention for Tiny Devices")
    assert (first.authors, first.authors_cut) == (("Józef Müller", "A Team"), True)
    assert first.sections == (Section("Abstract", "We page the cache 50% faster."),)
    assert (second.id, second.venue, second.day) == (
        "doi:10.1000/abc_1",
        "Proc. of ICML",
        "2024-05-06",
    )
    assert (third.title, third.url) == ("A third paper with the same key", "https://x.y/z")
    assert [problem.line for problem in digest.problems] == [9]


def test_ris() -> None:
    text = f"""TY  - JOUR
TI  - Paged Attention
AU  - One, Ada
AU  - Two, Ben
PY  - 2025/03/04
UR  - {LINK}
AB  - We page
the cache.
ER  -

TY  - JOUR
T1  - A Second Paper
DO  - 10.1000/abc.1
ER  -
"""
    first, second = parse_bytes(text.encode(), "a.txt").entries
    assert (first.id, first.authors, first.day) == (
        "2503.00001",
        ("Ada One", "Ben Two"),
        "2025-03-04",
    )
    assert first.sections == (Section("Abstract", "We page the cache."),)
    assert (second.id, second.title) == ("doi:10.1000/abc.1", "A Second Paper")


def test_records_of_lines_parted_by_empty_lines() -> None:
    text = f"Title: A paper\nLink: {LINK}\nAuthors: Ada One\n\nTitle: Two\nLink: https://x.y/z\n"
    first, second = parse_bytes(text.encode(), "a.txt").entries
    assert (first.id, first.authors) == ("2503.00001", ("Ada One",))
    assert (second.title, second.url) == ("Two", "https://x.y/z")
