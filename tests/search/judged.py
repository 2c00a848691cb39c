"""A small judged set: 520 made-up papers in two languages, and queries whose answers are known.

Each paper is of one subject and one method, and mentions those of another in passing. A model that
knows what words mean in both languages embeds them, with noise.
"""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from papersearch.embedding.fake import FakeEmbedder
from papersearch.types.arrays import Embeddings
from papersearch.types.query import Filters

SUBJECTS = """robot 로봇 automaton|music 음악 melody|weather 날씨 climate|protein 단백질 enzyme
speech 음성 voice|video 비디오 film|driving 운전 steering|medicine 의료 healthcare|law 법률 statute
poetry 시가 verse|finance 금융 banking|traffic 교통 congestion|galaxy 은하 nebula|soil 토양 farmland
ocean 바다 sea|chess 체스 boardgame|fabric 직물 textile|battery 전지 accumulator|river 하천 stream
forest 산림 woodland|satellite 위성 orbiter|molecule 분자 compound|handwriting 필기 calligraphy
gesture 몸짓 motion|emotion 감정 sentiment|cooking 요리 cuisine"""
METHODS = """pruning 가지치기 trimming|compression 압축 shrinking|alignment 정렬 matching
planning 계획 scheduling|retrieval 검색 lookup|distillation 증류 teaching|clustering 군집 grouping
forecasting 예측 prediction|segmentation 분할 partition|denoising 잡음제거 cleaning
captioning 설명문 describing|translation 번역 rendering|detection 탐지 spotting
ranking 순위 ordering|editing 편집 revising|synthesis 합성 generation|verification 검증 proving
routing 경로 dispatching|sampling 추출 drawing|tracking 추적 following"""
FILLERS = "fast small open strong simple deep wide new better sparse".split()
UNANSWERED = ("sourdough bread recipe", "월세 계약 문의", "best pizza in town", "강아지 산책 시간")
"""Queries that no paper answers."""

DIMENSION = 64
NOISE = 1.4
COMMON = 2.0


class Word(NamedTuple):
    """What a subject or method is called: in English, in Korean, and as no paper calls it."""

    english: str
    korean: str
    other: str


class Judged(NamedTuple):
    """A query of a kind, and the one paper that answers it."""

    kind: str
    text: str
    answer: str
    filters: Filters = Filters()


def _words(table: str) -> list[Word]:
    return [Word(*row.split()) for row in table.replace("\n", "|").split("|")]


PAIRS = list(itertools.product(_words(SUBJECTS), _words(METHODS)))
PASSING = [PAIRS[at] for at in np.random.default_rng(1).permutation(len(PAIRS))]
"""What each paper mentions in passing."""


class Understanding(FakeEmbedder):
    """A model to which a word means the same in both languages."""

    def __init__(self) -> None:
        super().__init__(DIMENSION)
        names = {name: word for pair in PAIRS for word in pair for name in word}
        self._meanings = {name: _direction(word.english) for name, word in names.items()}

    def _vector(self, text: str) -> Embeddings:
        lower = text.casefold()
        vector = COMMON * _direction("latin" if lower.isascii() else "hangul")
        for name, meaning in self._meanings.items():
            vector = vector + lower.count(name) ** 0.5 * meaning
        return vector + NOISE * _direction(lower)


def _direction(seed: str) -> Embeddings:
    """Return a (d,) unit vector that is always the same for a text."""
    digest = hashlib.blake2b(seed.encode(), digest_size=8).digest()
    row = np.random.default_rng(int.from_bytes(digest, "little")).standard_normal(DIMENSION)
    unit: Embeddings = (row / np.linalg.norm(row)).astype(np.float32)
    return unit


def identity(n: int) -> str:
    """Return the id of a paper."""
    return f"2407.{n:05}"


def form(n: int) -> int:
    """Return in which of four forms a paper is written, whatever its subject and method."""
    return (n + n // 20) % 4


def paper(n: int) -> str:
    """Return a digest's entry: in English, in Korean, or in both, with glosses or without."""
    (subject, method), (other, way) = PAIRS[n], PASSING[n]
    told, how = PAIRS[(n + 137) % len(PAIRS)] if n % 40 == 7 else PAIRS[n]
    filler = FILLERS[n * 7 % 10]
    title, said = (
        (
            f"{subject.english} {method.english}",
            f"{told.korean}({told.english})의 {how.korean}({how.english}) 방법입니다.",
        ),
        (f"{filler} {method.english}", f"{told.korean} 자료의 {how.korean} 방법입니다."),
        (f"{subject.korean} {method.korean}", f"{subject.korean} 자료를 다룹니다."),
        (
            f"{filler} {subject.english} models",
            f"A {filler} way of {how.english} for {told.english}.",
        ),
    )[form(n)]
    passing = (
        f"Unlike {other.english} {way.english}, it needs no labels."
        if n % 3
        else f"{other.korean} {way.korean}와 비교하여 {filler} 결과를 얻습니다."
    )
    return (
        f"### [{title}](https://arxiv.org/abs/{identity(n)})\n\n"
        f"- **What's New**: {said}\n- **Details**: {passing}\n"
    )


def digest() -> str:
    """Return all papers as one day."""
    return "\n".join(["## Daily Papers (2024-07-04)\n", *map(paper, range(len(PAIRS)))])


def queries() -> Iterator[Judged]:
    """Yield two dozen queries of each kind."""
    for n in range(0, len(PAIRS), 11):
        subject, method = PAIRS[n]
        english, korean, other = (" ".join(own) for own in zip(subject, method, strict=True))
        if form(n) < 2:
            yield Judged("english", english, identity(n))
            yield Judged("korean", korean, identity(n))
        else:
            yield Judged("translation", english if form(n) == 2 else korean, identity(n))
        if n % 2:
            yield Judged("meaning", other, identity(n))
        else:
            words = [own.korean if n % 4 else own.english for own in PASSING[n]]
            yield Judged("section", " ".join(words), identity(n), Filters(sections=("details",)))
