from __future__ import annotations

from importlib import resources

import pytest
from hypothesis import given
from hypothesis import strategies as st

from papersearch.digest import names


@pytest.mark.parametrize(
    ("name", "meaning"),
    [
        ("Authors", "authors"),
        ("**作者**：", "authors"),
        ("👤 저자", "authors"),
        ("著者", "authors"),
        ("Autores", "authors"),
        ("Tác giả", "authors"),
        ("Автор", "authors"),
        ("点赞数", "votes"),
        ("點讚數", "votes"),
        ("추천", "votes"),
        ("👍", "votes"),
        ("numUpvotes", "votes"),
        ("发布日期", "day"),
        ("發布日期", "day"),
        ("Veröffentlicht", "day"),
        ("Дата публикации", "day"),
        ("ngày đăng", "day"),
        ("Date de publication", "day"),
        ("掲載日", "listed"),
        ("最終更新", "updated"),
        ("submittedOnDailyAt", "listed"),
        ("論文連結", "url"),
        ("lien vers l'article", "url"),
        ("paper_url", "url"),
        ("arxivId", "id"),
        ("repositório", "code"),
        ("GitHub", "code"),
        ("専門", ""),
        ("研究领域", "categories"),
        ("Mots-clés", "keywords"),
        ("Schlagwörter", "keywords"),
        ("Ключевые слова", "keywords"),
        ("会议/期刊", "venue"),
        ("소속 기관", "affiliations"),
        ("Abstract", "abstract"),
        ("関連度", "score"),
        ("評価", ""),
        ("Method", "section"),
        ("", ""),
        ("a" * 61, ""),
    ],
)
def test_the_meaning_of_a_name(name: str, meaning: str) -> None:
    assert names.meaning(name) == meaning


def test_every_name_of_the_list_is_found_and_has_one_meaning() -> None:
    lines = resources.files("papersearch.digest").joinpath("names.tsv").read_text("utf-8")
    found: dict[str, str] = {}
    for line in lines.splitlines():
        meaning, _, listed = line.partition("\t")
        for name in listed.split(", "):
            assert found.setdefault(name, meaning) == meaning
            assert names.meaning(name) == meaning
    assert len(found) > 500


@given(st.text())
def test_any_text_can_be_a_name(text: str) -> None:
    assert names.meaning(text) == names.meaning(f" {text} ") or len(text) > names.LONGEST - 2
