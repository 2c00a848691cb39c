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


def test_a_table_without_names_by_what_its_cells_seem_to_be() -> None:
    rows = (
        "2025-03-04,2503.00001,A Title of a Paper,Ada One\n"
        "2025-03-05,2503.00002,Another Title,Ben Two\n"
    )
    first, second = parse_bytes(rows.encode(), "a.csv").entries
    assert (first.id, first.title, first.day) == ("2503.00001", "A Title of a Paper", "2025-03-04")
    assert second.title == "Another Title"
    row = 'A Title,We do something with words.,"Ada One, Ben Two",2503.00003\n'
    (third,) = parse_bytes(row.encode(), "a.csv").entries
    assert (third.title, third.authors) == ("A Title", ("Ada One", "Ben Two"))
    assert third.sections[0].text == "We do something with words."


def test_a_mail_of_arxiv() -> None:
    paper = (
        "\\\\\narXiv:2503.0000{0}\nDate: Tue, 4 Mar 2025 10:00:00 GMT   (120kb,D)\n\n"
        "Title: A Paper across\n  Two Lines {0}\nAuthors: Ada One, Ben Two\n"
        "Categories: cs.CL cs.AI\n\\\\\n  We do {0}.\n"
        "\\\\ ( https://arxiv.org/abs/2503.0000{0} ,  120kb)\n" + "-" * 40 + "\n"
    )
    first, second = parse_bytes((paper.format(1) + paper.format(2)).encode(), "a.txt").entries
    assert (first.id, second.id) == ("2503.00001", "2503.00002")
    assert first.title == "A Paper across Two Lines 1"
    assert (first.day, first.categories) == ("2025-03-04", ("cs.CL", "cs.AI"))
    assert [(own.label, own.text) for own in first.sections] == [("Abstract", "We do 1.")]


def test_remarks_in_front_of_a_table() -> None:
    text = "# exported by hand\n#\ntitle,url\nA Paper,https://arxiv.org/abs/2503.00001\n,x\n"
    digest = parse_bytes(text.encode(), "a.csv")
    assert [(own.id, own.title) for own in digest.entries] == [("2503.00001", "A Paper")]
    assert [own.line for own in digest.notes] == [1, 5]


def test_full_names_go_before_initials() -> None:
    text = (
        "Authors,Author full names,Title,Source title,DOI\n"
        '"One A.; Two B.","One, Ada (12); Two, Ben (34)",A Paper,J. Fine,10.1000/abc\n'
    )
    (entry,) = parse_bytes(text.encode(), "a.csv").entries
    assert (entry.authors, entry.venue) == (("Ada One", "Ben Two"), "J. Fine")
