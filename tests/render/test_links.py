from __future__ import annotations

import pytest

from papersearch.render.links import links, pdf
from papersearch.types.paper import Paper


def named(paper: Paper) -> dict[str, str]:
    return {own.name: own.url for own in links(paper)}


def test_where_a_paper_of_arxiv_is() -> None:
    assert named(Paper("2407.00001", "")) == {
        "PDF": "https://arxiv.org/pdf/2407.00001",
        "arXiv": "https://arxiv.org/abs/2407.00001",
        "HTML": "https://arxiv.org/html/2407.00001",
        "Hugging Face": "https://huggingface.co/papers/2407.00001",
        "alphaXiv": "https://www.alphaxiv.org/abs/2407.00001",
    }


def test_what_arxiv_does_not_have_is_no_link() -> None:
    assert "HTML" not in named(Paper("2311.99999", ""))
    assert list(named(Paper("hep-th/9901001", ""))) == ["PDF", "arXiv"]


def test_the_link_of_the_paper_itself_is_not_given_twice() -> None:
    assert "arXiv" not in named(Paper("2407.00001", "", url="https://arxiv.org/abs/2407.00001"))


@pytest.mark.parametrize(
    ("paper_id", "address"),
    [
        ("openreview:aBcD", "https://openreview.net/pdf?id=aBcD"),
        ("acl:2024.acl-long.1", "https://aclanthology.org/2024.acl-long.1.pdf"),
        ("doi:10.1145/1.2", ""),
        ("x-0a1b2c3d4e5f", ""),
    ],
)
def test_where_others_have_their_pdf(paper_id: str, address: str) -> None:
    assert pdf(paper_id) == address
