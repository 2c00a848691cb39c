from __future__ import annotations

import pytest

from papersearch.atlas.names import Lexicon
from papersearch.types.paper import Paper, Section


def paper(n: int, title: str, text: str = "") -> Paper:
    return Paper(f"p{n}", title, (Section("", text),) if text else ())


def test_words_stand_as_people_write_them() -> None:
    papers = [
        paper(0, "Images of LLM Agents", "이미지를 다루는 에이전트가 많습니다"),
        paper(1, "An Image and LLM agents", "이미지의 에이전트는 좋습니다"),
        paper(2, "Image for LLM Agents", "이미지가 에이전트를 봅니다"),
        paper(3, "Protein folding", "단백질을 접습니다"),
        paper(4, "Protein Folding", "단백질이 접힙니다"),
        paper(5, "Folding a protein", "단백질의 구조"),
    ]
    agents, proteins = Lexicon(papers).names([0, 0, 0, 1, 1, 1])
    assert "LLM agents" in agents
    assert {"이미지", "에이전트"} & set(agents)  # without 를, 의, 가
    assert "단백질" in proteins
    assert {"protein", "protein folding"} & set(proteins)


def test_a_name_says_nothing_twice_in_two_languages() -> None:
    papers = [paper(n, "Robot grasping", "로봇 손으로 물건을 잡습니다") for n in range(4)]
    papers += [paper(n + 4, "Music codec", "음악 신호를 줄입니다") for n in range(4)]
    labels = [0] * 4 + [1] * 4
    glossary = {"robot": [("로봇", 0.9)], "music": [("음악", 0.9)]}
    without, told = Lexicon(papers).names(labels), Lexicon(papers, glossary).names(labels)
    assert any({"robot", "grasping"} & set(" ".join(name).lower().split()) for name in without)
    for name in told:
        said = " ".join(name).lower()
        assert not ("robot" in said and "로봇" in said)
        assert not ("music" in said and "음악" in said)
        assert len(name) > 1
    assert any("robot" in " ".join(name).lower() and "로봇" in name for name in without)


def test_a_name_keeps_its_capitals() -> None:
    papers = [paper(n, f"Mamba Vision {n}") for n in range(3)]
    papers += [paper(n + 3, "vision of cats") for n in range(3)]
    names = Lexicon(papers).names([0, 0, 0, 1, 1, 1])
    assert "Mamba" in names[0][0]
    assert "cats" in names[1]


def test_english_alone_has_no_place_kept_for_korean() -> None:
    papers = [paper(n, "robot arm grasping planning") for n in range(4)]
    papers += [paper(n + 4, "music audio codec") for n in range(4)]
    assert all(len(name) >= 2 for name in Lexicon(papers).names([0] * 4 + [1] * 4))


@pytest.mark.parametrize("title", ["", "?!…", "12 345", "的", "\ud800", "가" * 1000, "a-" * 500])
def test_any_title_can_be_named(title: str) -> None:
    papers = [paper(n, title, title) for n in range(3)]
    assert len(Lexicon(papers).names([0, 0, 1])) == 2


def test_chinese_gives_pairs_of_characters() -> None:
    papers = [paper(n, "x", "扩散模型") for n in range(3)] + [paper(9, "x", "语音")]
    assert any("扩散" in word for word in Lexicon(papers).names([0, 0, 0, 1])[0])


def test_names_do_not_depend_on_the_order_of_papers() -> None:
    papers = [paper(n, f"alpha beta gamma delta {n % 2}") for n in range(6)]
    labels = [0, 1, 0, 1, 0, 1]
    again = Lexicon(papers[::-1]).names(labels[::-1])
    assert Lexicon(papers).names(labels) == again
