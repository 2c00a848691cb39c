"""What is said of answers over the sample digests, with the real model."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from papersearch.api.paper_index import PaperIndex

EXAMPLES = Path(__file__).parents[2] / "examples" / "digests"

pytestmark = pytest.mark.slow

NAME = re.compile(r"[\w.+-]{3,25}(?= ?:)")

ANSWERED = """
LLM|"state space"|latest papers about robots|로봇 팔이 물건을 잡는 법
visual token compression|시각 토큰 압축|robots that notice their own failures
diffusion models|확산 모델|video generation|비디오 생성
reinforcement learning for reasoning|추론 능력|강화 학습|memory for long contexts
3D generation|OrienText300K|difusion modells|reinforcment learning|vidoe generation
robots -diffusion
""".replace("\n", "|").strip("|")

UNANSWERED = """
kimchi stew recipe|how to fix a leaking kitchen tap|cheap flights to Busan|symptoms of flu
who won the world cup in 1998|how to remove red wine stains|mortgage interest rates|guitar chords
how to grow tomatoes on a balcony|weather in Seoul tomorrow|stock price of Samsung|tax return
김치찌개 끓이는 방법|강아지 산책 시키는 법|전세 대출 금리 비교|오늘 서울 날씨
결혼식 축사 예문|운전면허 시험|제주도 렌터카 예약|허리 통증 스트레칭
肉じゃがの作り方|红烧肉的做法|receta de tortilla|Wetter in Berlin
""".replace("\n", "|").strip("|")


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PaperIndex]:
    with PaperIndex(tmp_path_factory.mktemp("verdicts") / "index") as made:
        assert made.index([EXAMPLES]).new == 73
        yield made


def test_a_name_that_a_paper_has_is_answered_by_it(index: PaperIndex) -> None:
    named = {found[0]: own.id for own in index.papers() if (found := NAME.match(own.title))}
    assert len(named) > 35
    answers = {name: index.query(name, k=3) for name in named}
    assert {answer.verdict for answer in answers.values()} <= {"fair", "strong"}
    first = [answer[0].paper.id == named[name] for name, answer in answers.items()]
    assert sum(first) >= 0.95 * len(first)


@pytest.mark.parametrize("text", ANSWERED.split("|"))
def test_what_papers_answer_is_not_called_unanswered(index: PaperIndex, text: str) -> None:
    answer = index.query(text)
    assert answer.verdict in ("weak", "fair", "strong")
    assert answer.end


def test_what_nothing_answers_is_told(index: PaperIndex) -> None:
    answers = {text: index.query(text) for text in UNANSWERED.split("|")}
    answered = [text for text, answer in answers.items() if answer.verdict != "none"]
    assert len(answered) <= 0.05 * len(answers)
    assert not any(hit.near for answer in answers.values() for hit in answer.hits)


@pytest.mark.parametrize("text", ["diffusion models", "로봇", "kimchi", "LLM memory"])
@pytest.mark.parametrize("mode", ["hybrid", "dense", "lexical"])
def test_relevance_falls_with_the_rank(index: PaperIndex, text: str, mode: str) -> None:
    shown = [hit.relevance or 0.0 for hit in index.query(text, k=73, mode=mode)]
    assert shown == sorted(shown, reverse=True)
    assert all(0 <= value <= 100 for value in shown)
