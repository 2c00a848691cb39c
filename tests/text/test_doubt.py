from __future__ import annotations

from papersearch.text.doubt import DOUBTFUL, doubt
from papersearch.types.paper import Paper, Section

GLOSSARY = {"visual": [("시각", 0.8)], "compress": [("압축", 0.9)], "token": [("토큰", 0.9)]}
TITLE = "SqueezeNet: Compressing Visual Tokens"


def of(text: str, title: str = TITLE) -> float:
    found = doubt(Paper("a", title, (Section("", text),)), GLOSSARY, lambda _token: 4.0)
    assert found
    return found.score


def test_a_summary_that_says_what_the_title_says() -> None:
    assert of("SqueezeNet은 시각 토큰을 압축합니다.") < 0.1


def test_a_summary_of_something_else_is_doubtful_and_says_why() -> None:
    paper = Paper("a", TITLE, (Section("", "새로운 음성 합성 모델입니다."),))
    found = doubt(paper, GLOSSARY, lambda _token: 4.0)
    assert found
    assert found.score >= DOUBTFUL
    assert found.missing == ("squeezenet", "compressing", "visual", "tokens")


def test_telling_words_weigh_more() -> None:
    paper = Paper("a", "Squeeze models", (Section("", "models"),))
    heavy = doubt(paper, {}, lambda token: 9.0 if token == "squeez" else 1.0)
    light = doubt(paper, {}, lambda token: 1.0 if token == "squeez" else 9.0)
    assert heavy
    assert light
    assert heavy.score > light.score


def test_one_odd_word_proves_nothing() -> None:
    assert of("음성 합성", title="MoMask") < DOUBTFUL + 1e-9


def test_without_a_summary_there_is_nothing_to_doubt() -> None:
    assert doubt(Paper("a", TITLE), GLOSSARY, lambda _token: 1.0) is None
    assert doubt(Paper("a", "", (Section("", "x"),)), GLOSSARY, lambda _token: 1.0) is None
