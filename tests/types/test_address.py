"""Every writing of a paper's address is one id, and what is no address is none."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from papersearch.types import address
from tests.regex_work import Work, alphabet, parsed, sample

ARXIV = "2503.00007"
HASH = "0123456789abcdef0123456789abcdef"
LONG = HASH + "01234567"

OF_ARXIV = [
    "2503.00007",
    "2503.00007v2",
    " 2503.00007 ",
    "2503.00007 [cs.CL]",
    "2503.00007v12.pdf",
    "arXiv:2503.00007",
    "arXiv: 2503.00007v1 [cs.CL]",
    "ARXIV:2503.00007",
    "arxiv-2503.00007",
    "10.48550/arXiv.2503.00007",
    "doi:10.48550/ARXIV.2503.00007",
    "https://doi.org/10.48550/arXiv.2503.00007",
    "https://arxiv.org/abs/2503.00007",
    "http://arxiv.org/abs/2503.00007v1",
    "<https://arxiv.org/abs/2503.00007>",
    "https://arxiv.org/abs/2503.00007?context=cs.CL",
    "https://arxiv.org/abs/2503.00007#comments",
    "HTTPS://ARXIV.ORG/ABS/2503.00007",
    "arxiv.org/abs/2503.00007",
    "//arxiv.org/abs/2503.00007",
    "https://www.arxiv.org/pdf/2503.00007",
    "https://arxiv.org/pdf/2503.00007v3.pdf",
    "https://export.arxiv.org/abs/2503.00007",
    "https://arxiv.org/html/2503.00007v2",
    "https://arxiv.org/html/2503.00007/",
    "https://arxiv.org/format/2503.00007",
    "https://alphaxiv.org/abs/2503.00007",
    "https://www.alphaxiv.org/overview/2503.00007v1",
    "https://hf.co/papers/2503.00007",
    "https://huggingface.co/papers/2503.00007",
    "https://www.huggingface.co/papers/2503.00007",
    "https://ar5iv.org/abs/2503.00007",
    "https://ar5iv.labs.arxiv.org/html/2503.00007",
    "https://img.shields.io/badge/arXiv-2503.00007-b31b1b",
    "https://img.shields.io/badge/arXiv-2503.00007-b31b1b.svg?style=flat",
    "https://img.shields.io/badge/arXiv-2503.00007v1-red",
    "https://img.shields.io/badge/cs.CV-arXiv%3A2503.00007-B31B1B.svg",
    "https://img.shields.io/badge/arXiv%20paper-2503.00007-b31b1b",
    "https://example.org/arxiv/2503.00007",
    "https://example.org/papers/arxiv/abs/2503.00007",
]


@pytest.mark.parametrize("written", OF_ARXIV)
def test_arxiv_in_every_writing(written: str) -> None:
    assert address.identified(written) == ARXIV
    assert address.paper_id(written, "A title") == ARXIV


@pytest.mark.parametrize(
    ("written", "identity"),
    [
        ("hep-th/9901001", "hep-th/9901001"),
        ("hep-th/9901001v2", "hep-th/9901001"),
        ("arXiv:hep-th/9901001", "hep-th/9901001"),
        ("https://arxiv.org/abs/hep-th/9901001v1", "hep-th/9901001"),
        ("https://arxiv.org/pdf/hep-th/9901001.pdf", "hep-th/9901001"),
        ("math.GT/0309136", "math/0309136"),
        ("https://arxiv.org/abs/math.GT/0309136", "math/0309136"),
        ("https://arxiv.org/abs/math/0309136", "math/0309136"),
        ("https://arxiv.org/abs/cs/0112017", "cs/0112017"),
        ("0704.0001", "0704.0001"),
        ("https://arxiv.org/abs/1412.6980v9", "1412.6980"),
    ],
)
def test_older_numbers_of_arxiv(written: str, identity: str) -> None:
    assert address.identified(written) == identity
    assert address.is_arxiv(identity)


@pytest.mark.parametrize(
    ("written", "identity"),
    [
        ("10.1145/1234567.1234568", "doi:10.1145/1234567.1234568"),
        ("doi:10.1145/ABC.12", "doi:10.1145/abc.12"),
        ("DOI: 10.1145/ABC.12", "doi:10.1145/abc.12"),
        ("https://doi.org/10.1145/ABC.12", "doi:10.1145/abc.12"),
        ("http://dx.doi.org/10.1145/abc.12.", "doi:10.1145/abc.12"),
        ("https://doi.org/10.1016%2Fabc.12", "doi:10.1016/abc.12"),
        ("https://doi.org/10.1016/s0001(25)00012-3", "doi:10.1016/s0001(25)00012-3"),
        ("https://dl.acm.org/doi/10.1145/abc.12", "doi:10.1145/abc.12"),
        ("https://dl.acm.org/doi/pdf/10.1145/abc.12", "doi:10.1145/abc.12"),
        ("https://onlinelibrary.example.com/doi/full/10.1002/abc.12", "doi:10.1002/abc.12"),
        ("10.1101/2025.03.01.640000", "doi:10.1101/2025.03.01.640000"),
        (
            "https://www.biorxiv.org/content/10.1101/2025.03.01.640000v1",
            "doi:10.1101/2025.03.01.640000",
        ),
        (
            "https://www.biorxiv.org/content/10.1101/2025.03.01.640000v2.full.pdf",
            "doi:10.1101/2025.03.01.640000",
        ),
        (
            "https://www.medrxiv.org/content/10.64898/2026.08.19.745739v1.full",
            "doi:10.64898/2026.08.19.745739",
        ),
        ("https://openreview.net/forum?id=aBcDeFgHiJ", "openreview:aBcDeFgHiJ"),
        ("https://openreview.net/pdf?id=aBcDeFgHiJ", "openreview:aBcDeFgHiJ"),
        ("https://openreview.net/forum?noteId=x&id=aBcDeFgHiJ#all", "openreview:aBcDeFgHiJ"),
        ("https://aclanthology.org/2024.acl-long.1/", "acl:2024.acl-long.1"),
        ("https://aclanthology.org/2024.acl-long.1.pdf", "acl:2024.acl-long.1"),
        ("https://www.aclanthology.org/P19-1001", "acl:P19-1001"),
        ("https://www.aclweb.org/anthology/P19-1001.pdf", "acl:P19-1001"),
        ("https://www.aclweb.org/anthology/papers/P/P19/P19-1001/", "acl:P19-1001"),
        (
            "https://openaccess.thecvf.com/content/CVPR2024/html/One_A_Title_CVPR_2024_paper.html",
            "cvf:One_A_Title_CVPR_2024_paper",
        ),
        (
            "https://openaccess.thecvf.com/content/CVPR2024/papers/One_A_Title_CVPR_2024_paper.pdf",
            "cvf:One_A_Title_CVPR_2024_paper",
        ),
        ("https://proceedings.mlr.press/v139/one21a.html", "pmlr:v139/one21a"),
        ("https://proceedings.mlr.press/v139/one21a/one21a.pdf", "pmlr:v139/one21a"),
        (
            f"https://papers.nips.cc/paper/2020/hash/{HASH}-Abstract.html",
            f"neurips:2020/{HASH}",
        ),
        (
            f"https://proceedings.neurips.cc/paper_files/paper/2023/file/{HASH}-Paper.pdf",
            f"neurips:2023/{HASH}",
        ),
        (f"https://www.semanticscholar.org/paper/A-Title/{LONG}", f"s2:{LONG}"),
        (f"https://www.semanticscholar.org/paper/{LONG}", f"s2:{LONG}"),
        (f"https://api.semanticscholar.org/graph/v1/paper/{LONG}", f"s2:{LONG}"),
        ("https://api.semanticscholar.org/CorpusID:123456", "s2:CorpusID:123456"),
        ("https://openalex.org/W1234567890", "openalex:W1234567890"),
        ("https://api.openalex.org/works/w1234567890", "openalex:W1234567890"),
    ],
)
def test_other_addresses(written: str, identity: str) -> None:
    assert address.identified(written) == identity
    assert address.is_known(identity)
    assert not address.is_arxiv(identity)


@pytest.mark.parametrize(
    "identity",
    [
        "doi:10.1145/1.2",
        "openreview:aBcDeFgHiJ",
        "acl:2024.acl-long.1",
        "acl:P19-1001",
        "cvf:One_paper",
        "pmlr:v139/one21a",
        f"neurips:2023/{HASH}",
        f"s2:{LONG}",
        "s2:CorpusID:12",
        "openalex:W1234",
        "2503.00001",
        "hep-th/9901001",
    ],
)
def test_an_id_is_its_own_id_and_that_of_its_page(identity: str) -> None:
    assert address.identified(identity) == identity
    assert address.is_known(identity)
    if page := address.page(identity):
        assert address.of_link(page) == identity


@pytest.mark.parametrize(
    ("written", "identity"),
    [
        ("OpenReview:aBcDeFgHiJ", "openreview:aBcDeFgHiJ"),
        ("ACL:p19-1001", "acl:P19-1001"),
        ("openalex:w1234", "openalex:W1234"),
        ("s2:corpusid:12", "s2:CorpusID:12"),
        ("S2:" + LONG.upper(), f"s2:{LONG}"),
    ],
)
def test_an_id_has_one_writing(written: str, identity: str) -> None:
    assert address.identified(written) == identity


NO_ADDRESSES = [
    "2406.000123",
    "2413.00001",
    "2400.00001",
    "0613.1234",
    "2503.001",
    "v2503.00001",
    "2503.00001.2",
    "12503.00001",
    "hep-th/99010011",
    "hep-th/990100",
    "arXiv:2406.000123",
    "https://arxiv.org/abs/2406.000123",
    "https://arxiv.org/list/cs.CL/recent",
    "https://arxiv.org/",
    "https://arxiv.org/a/one_a_1",
    "https://notarxiv.org/abs/2503.00001",
    "https://arxiv.org.example.org/abs/2503.00001",
    "https://huggingface.co/papers",
    "https://huggingface.co/papers/date/2025-03-04",
    "https://huggingface.co/example/2503.00001",
    "https://openreview.net/group?referrer=x",
    "https://aclanthology.org/events/acl-2024/",
    "https://aclanthology.org/people/a/ada-one/",
    "https://doi.org/",
    "https://img.shields.io/badge/version-1.2.3-blue",
    "https://github.com/example/paged",
    "10.1/abc",
    "openreview:",
    "openreview:a b",
    "acl:0",
    "pmlr:139",
    "openalex:1234",
    "nobody:abc",
    "A title of 2024",
    "2024.12",
    "",
    " ",
]


@pytest.mark.parametrize("text", NO_ADDRESSES)
def test_what_is_no_address(text: str) -> None:
    assert address.identified(text) == ""


@pytest.mark.parametrize(
    ("path", "identity"),
    [
        ("2503.00007.md", ARXIV),
        ("papers/2503.00007v1-a-title.md", ARXIV),
        ("../../papers/arxiv-2503.00007/", ARXIV),
        ("papers/arXiv_2503.00007.md", ARXIV),
        ("papers/2503.00007/index.html", ARXIV),
        ("papers\\2503.00007\\index.html", ARXIV),
        ("2503.00007_a_title", ARXIV),
        ("2503.00007#summary", ARXIV),
        ("01.md", ""),
        ("2024.12.md", ""),
        ("2503.000071.md", ""),
        ("a-2503.00007.md", ""),
        ("2503.00007a.md", ""),
        ("", ""),
    ],
)
def test_a_relative_path_may_be_named_after_a_paper(path: str, identity: str) -> None:
    assert address.in_path(path) == identity


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("see https://arxiv.org/abs/2503.00001.", ["2503.00001"]),
        ("(arXiv:2503.00001v2, doi:10.1145/ABC.1)", ["2503.00001", "doi:10.1145/abc.1"]),
        ("arXiv preprint arXiv:2503.00001", ["2503.00001"]),
        ("https://arxiv.org/abs/2503.00001 and arxiv.org/pdf/2503.00001v2", ["2503.00001"]),
        (
            "doi: 10.1145/1.2; https://arxiv.org/abs/2503.00002; arXiv 2503.00001",
            ["doi:10.1145/1.2", "2503.00002", "2503.00001"],
        ),
        ("version 2503.00001 of 10.1145/1.2", []),
        ("https://example.org/2503.00001", []),
        ("", []),
    ],
)
def test_addresses_in_a_text(text: str, found: list[str]) -> None:
    assert address.mentioned(text) == found


def test_where_addresses_stand() -> None:
    text = "See https://arxiv.org/abs/2503.00001, doi:10.1145/1.2, and arXiv:2503.00003v2."
    found = [(text[start:end], identity) for start, end, identity in address.spans(text)]
    assert found == [
        ("https://arxiv.org/abs/2503.00001", "2503.00001"),
        ("doi:10.1145/1.2,", "doi:10.1145/1.2"),
        ("arXiv:2503.00003v2", "2503.00003"),
    ]


@pytest.mark.parametrize("identity", ["x-0a1b2c3d4e5f", f"s2:{LONG}", "cvf:One_paper", "doi:", ""])
def test_no_page_is_made_up(identity: str) -> None:
    assert address.page(identity) == ""


def test_a_paper_without_an_address_is_known_by_its_link_or_title() -> None:
    other = address.paper_id("https://example.org/a", "A title")
    assert other == address.paper_id("https://example.org/a", "Another title")
    assert address.paper_id("", "A title") != address.paper_id("", "Another title")
    assert not address.is_known(other)


PIECES = st.sampled_from(
    [
        *("https://", "arxiv.org/abs/", "arXiv:", "2503.00001", "v2", "hep-th/9901001", "math.GT/"),
        *("doi:", "10.1145/", "10.48550/arXiv.", "10.1101/", "(", ")", ".full", ".pdf", "%2F", "%"),
        *(
            "openreview.net/forum?id=",
            "aclanthology.org/",
            "2024.acl-long.1",
            "openalex.org/W12345",
        ),
        *(
            "openaccess.thecvf.com/a/",
            "B_paper",
            "C%20D's_paper",
            "proceedings.mlr.press/v1/a",
            HASH,
            "CorpusID:12",
        ),
        *(
            "huggingface.co/papers/",
            "papers.nips.cc/paper/2020/hash/",
            "s2:",
            "acl:",
            "?",
            "#",
            "&",
        ),
        *(" ", "\n", ".", "/", "-", "a", "é", "\ud800", "\0"),
    ]
)
TEXTS = st.text() | st.lists(PIECES, max_size=8).map("".join)


@given(TEXTS)
def test_any_text_may_be_asked(text: str) -> None:
    for identity in (address.of_link(text), address.identified(text), address.in_path(text)):
        assert identity == "" or address.is_known(identity)
    end = 0
    for start, stop, identity in address.spans(text):
        assert end <= start < stop <= len(text)
        assert identity in address.mentioned(text)
        end = stop
    assert address.paper_id(text, "A title")


@given(TEXTS)
def test_an_id_that_was_read_is_read_again_and_from_its_page(text: str) -> None:
    if identity := address.identified(text):
        assert address.identified(identity) == identity
        if page := address.page(identity):
            assert address.identified(page) == identity


@given(st.from_regex(rf"\A(?:{address._NEW}|{address._OLD})\Z"), st.integers(1, 99))
def test_every_number_of_arxiv_is_one_paper_in_every_writing(number: str, version: int) -> None:
    whole = address.identified(number)
    assert address.is_arxiv(whole)
    for before in ("https://arxiv.org/abs/", "https://arxiv.org/pdf/", "arXiv:", "10.48550/arXiv."):
        assert address.identified(f"{before}{number}v{version}") == whole


SIZE = 600
MOST = 130
"""Steps for each character; half a square of 600 would be 300."""
PATTERNS = [
    *((rf"(?i){pattern}", "match") for _, _, pattern in address._SITES),
    *((rf"(?i){pattern}", "match") for _, pattern in address._ELSEWHERE),
    *((rf"(?i)(?<![\w.]){pattern}", "finditer") for _, pattern in address._WRITTEN),
    *((rf"(?i){pattern}", "fullmatch") for _, pattern in address._ALONE),
    (rf"(?i){address._HOST}", "match"),
    (address._LINKS, "finditer"),
    (address._MENTION, "search"),
    (address._AFTER_DOI, "search"),
]


@pytest.fixture
def deep() -> Iterator[None]:
    """A repeated group is one call deeper for each time."""
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(30_000)
    yield
    sys.setrecursionlimit(before)


@pytest.mark.usefixtures("deep")
@pytest.mark.parametrize(("pattern", "how"), PATTERNS)
def test_addresses_are_looked_for_in_linear_time(pattern: str, how: str) -> None:
    compiled = re.compile(pattern)
    tree = parsed(compiled.pattern, int(compiled.flags)).tree
    beginning = sample(tree)
    for pump in [*alphabet(tree)[:12], beginning, f"{beginning}/", "a-", "a.", "arxiv/", "//a"]:
        text = beginning + pump * (SIZE // len(pump)) + "!"
        Work(compiled.pattern, compiled.flags, text, MOST * (len(text) + 50)).run(how)
