"""What an answer says, worked out by hand: vectors and words are written so that sums come out."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from papersearch.embedding.fake import FakeEmbedder
from papersearch.ranking.space import Space
from papersearch.search.hybrid import search
from papersearch.store.local.index_store import IndexStore
from papersearch.store.protocol import EmbeddedPaper, Taught
from papersearch.text.doubt import Doubt
from papersearch.text.passages import passages
from papersearch.types.arrays import Embeddings, Vector
from papersearch.types.hits import Answer
from papersearch.types.paper import Paper, Section
from papersearch.types.query import Query

TAUGHT = Taught(1, ("2024-07-01", "a"), ("2024-07-01", "a"))
NOTHING = np.zeros(2, np.float32)
AS_THEY_ARE = Space(NOTHING, {"en": NOTHING}, {"en": NOTHING, "ko": NOTHING}, spread=0.0904)
"""A learned space of a corpus in English, in which similarities are plain cosines."""


@pytest.fixture
def store(tmp_path: Path) -> Iterator[IndexStore]:
    with IndexStore.create(tmp_path / "index") as made:
        made.adopt(FakeEmbedder(2).identity.to_json())
        yield made


def east() -> Vector:
    """Return the vector of every query."""
    return np.array([1, 0], np.float32)


def at(cosine: float, side: int = 1) -> Embeddings:
    """Return a vector of this cosine to the query's, on one side of it or the other."""
    return np.array([cosine, side * math.sqrt(1 - cosine * cosine)], np.float32)


def keep(store: IndexStore, paper: Paper, *rows: Embeddings) -> None:
    """Store a paper with the vectors of its passages."""
    with store.commit():
        store.put_embedded([embedded(paper, *rows)])


def embedded(paper: Paper, *rows: Embeddings) -> EmbeddedPaper:
    return EmbeddedPaper(paper, tuple(passages(paper)), np.stack(rows))


def put(store: IndexStore, titles: Mapping[str, float]) -> None:
    """Store papers p0000, p0001, ... of nothing but a title, each at a cosine to every query."""
    papers = [Paper(f"p{n:04}", title) for n, title in enumerate(titles)]
    rows = map(at, titles.values())
    with store.commit():
        store.put_embedded([embedded(*pair) for pair in zip(papers, rows, strict=True)])


def doubt(store: IndexStore, *ids: str) -> None:
    with store.commit():
        store.learned.trust_doubts(trusted=True)
        store.learned.put_doubts({num: Doubt(0.9, ()) for num in store.nums(ids)})


def scores(store: IndexStore, text: str, mode: str = "hybrid", k: int = 1000) -> dict[str, float]:
    """Return the scores of an answer by title, best first."""
    return {hit.paper.title: hit.score for hit in search(store, Query(text, k, mode), east)}


def close(value: float) -> object:
    """Return what is equal to a value, as far as half precision keeps vectors."""
    return pytest.approx(value, abs=8e-3)


def test_similarities_are_scaled_by_the_nearest_and_words_by_the_best(
    store: IndexStore,
) -> None:
    """The nearest 200 lie between 0.8 and 0.9; words alone propose two more below these."""
    near = {f"Paper {n}": 0.8 + 0.1 * n / 199 for n in range(200)}
    put(store, {**near, "Zebra": 0.75, "Quagga": 0.0})
    found = scores(store, "zebra quagga")
    assert list(found)[:3] == ["Zebra", "Quagga", "Paper 199"]
    assert found["Zebra"] == close(0.25 * (0.75 - 0.8) / 0.1 + 0.75 * 1)
    assert found["Quagga"] == close(0.25 * -1 + 0.75 * 1)  # not -8: words count against it
    assert found["Paper 199"] == close(0.25 * 1)
    assert found["Paper 49"] == close(0.25 * 49 / 199)
    assert found["Paper 0"] == close(0)


@pytest.mark.parametrize("mode", ["hybrid", "dense"])
def test_papers_behind_more_equal_ones_than_are_proposed_are_found(
    store: IndexStore, mode: str
) -> None:
    """Of 1,300, the nearest 1,000 are equal, more than two tiers of candidates."""
    put(store, {f"Paper {n}": 0.9 if n < 1000 else 0.5 for n in range(1300)})
    found = [hit.paper.id for hit in search(store, Query("zebra", 1300, mode), east)]
    assert len(set(found)) == 1300
    first = [hit.paper.id for hit in search(store, Query("zebra", 300, mode), east)]
    assert first == found[:300]


def test_a_word_counts_by_how_many_papers_have_it(store: IndexStore) -> None:
    put(store, {"Zebra": 0.0, "Quagga": 0.0, "Quagga too": 0.0, "Horse": 0.0})
    found = scores(store, "zebra quagga", "lexical")
    rare, common = math.log(1 + 3.5 / 1.5), math.log(1 + 2.5 / 2.5)
    assert found["Quagga"] / found["Zebra"] == pytest.approx(common / rare, rel=1e-5)
    assert "Horse" not in found


def test_words_that_say_nothing_find_nothing(store: IndexStore) -> None:
    put(store, {"What is the use of a horse?": 0.0, "Zebra": 0.0})
    assert list(scores(store, "What is the zebra?", "lexical")) == ["Zebra"]


def test_papers_that_are_gone_do_not_count(store: IndexStore) -> None:
    """Of nine papers three say quagga; of the eight that are left two do, as rare as zebra."""
    titles = ["Zebra", "Quagga", "Quagga too", "Zebra too", "Quagga gone", *"ABCD"]
    put(store, dict.fromkeys(titles, 0.0))
    before = scores(store, "zebra quagga", "lexical")
    assert before["Quagga"] / before["Zebra"] == pytest.approx(
        math.log(1 + 6.5 / 3.5) / math.log(1 + 7.5 / 2.5), rel=1e-5
    )
    with store.commit():
        store.drop(["p0004"])
    after = scores(store, "zebra quagga", "lexical")
    assert after.keys() == before.keys() - {"Quagga gone"}
    assert after["Quagga"] == after["Zebra"]


def test_a_title_counts_three_times(store: IndexStore) -> None:
    """Of two papers of four tokens each, one has the word three times and the other once."""
    keep(store, Paper("p0000", "horse", (Section("A", "zebra"),)), at(0.0))
    keep(store, Paper("p0001", "zebra", (Section("A", "horse"),)), at(0.0))
    (titled, said) = search(store, Query("zebra", mode="lexical"))
    assert titled.paper.id == "p0001"
    thrice, once = 3 * 1.4 / (3 + 0.4), 1 * 1.4 / (1 + 0.4)
    assert titled.score / said.score == pytest.approx(thrice / once, rel=1e-5)


def test_the_best_passage_counts(store: IndexStore) -> None:
    sections = (Section("A", "one"), Section("B", "two"))
    keep(store, Paper("p0000", "Second", sections), at(0.1), at(0.9))
    keep(store, Paper("p0001", "First", sections), at(0.5), at(0.1))
    assert scores(store, "zebra", "dense") == {"Second": close(0.9), "First": close(0.5)}


@pytest.mark.parametrize("mode", ["hybrid", "dense", "lexical"])
def test_equal_papers_stand_in_the_order_of_their_ids(store: IndexStore, mode: str) -> None:
    """Whenever each of them came."""
    for name in ("p0007", "p0003", "p0009", "p0001"):
        keep(store, Paper(name, "Zebra"), at(0.5))
    found = [hit.paper.id for hit in search(store, Query("zebra", mode=mode), east)]
    assert found == ["p0001", "p0003", "p0007", "p0009"]


def test_a_diverse_answer_weighs_what_is_new_against_what_is_best(store: IndexStore) -> None:
    """After the best: 0.7 x 0.89 - 0.3 x 1.0 = 0.32 is less than 0.7 x 0.7 - 0.3 x 0.32 = 0.39."""
    keep(store, Paper("p0000", "Best"), at(0.9))
    keep(store, Paper("p0001", "Nearly the same"), at(0.89))
    keep(store, Paper("p0002", "Other"), at(0.7, side=-1))
    asked = Query("zebra", mode="dense")
    plain = [hit.paper.title for hit in search(store, asked, east)]
    diverse = [hit.paper.title for hit in search(store, replace(asked, diverse=True), east)]
    assert plain == ["Best", "Nearly the same", "Other"]
    assert diverse == ["Best", "Other", "Nearly the same"]


def test_a_word_is_half_as_rare_as_itself_and_half_as_what_stands_for_it(
    store: IndexStore,
) -> None:
    """Of six papers one says zebra and three say 얼룩: in Korean it is no rare word."""
    put(store, {"zebra": 0.0, "얼룩 a": 0.0, "얼룩 b": 0.0, "얼룩 c": 0.0, "quagga": 0.0, "x": 0.0})
    with store.commit():
        store.learned.put_glossary({"zebra": [("얼룩", 0.5)]})
    found = scores(store, "zebra quagga", "lexical")
    rare, common = math.log(1 + 5.5 / 1.5), math.log(1 + 3.5 / 3.5)
    assert found["zebra"] / found["quagga"] == pytest.approx((rare + common) / 2 / rare, rel=1e-5)


def test_general_words_and_untranslated_syllables_count_less(store: IndexStore) -> None:
    """Each word stands in one title of one word; 0.4 of "novel" words, 0.7 of translated ones."""
    put(store, {"zebra": 0.0, "propose": 0.0, "improve": 0.0, "얼룩": 0.0, "세로": 0.0, "말": 0.0})
    with store.commit():
        store.learned.put_glossary({"improv": [("gone", 0.2)], "세로": [("gone", 0.2)]})
    found = scores(store, "zebra propose improve 얼룩 세로", "lexical")
    counts = {title: score / found["zebra"] for title, score in found.items()}
    expected = {"zebra": 1, "propose": 0.4, "improve": 0.7, "얼룩": 0.6, "세로": 1}
    assert counts == pytest.approx(expected, rel=1e-5)


def test_a_long_word_without_spaces_counts_as_the_root_of_its_syllables(
    store: IndexStore,
) -> None:
    """얼룩말 is two pairs of syllables, each of which counts 1 / sqrt(2) of one by itself."""
    put(store, {"얼룩": 0.0, "말": 0.0})
    one, two = (scores(store, text, "lexical")["얼룩"] for text in ("얼룩", "얼룩말"))
    assert two / one == pytest.approx(1 / math.sqrt(2), rel=1e-5)


@pytest.mark.parametrize(("probability", "first"), [(0.9, "얼룩"), (0.8, "zebra")])
def test_a_translation_counts_a_fifth_more_than_how_probable_it_is(
    store: IndexStore, probability: float, first: str
) -> None:
    """1.2 x 0.9 is more than the word itself, 1.2 x 0.8 less."""
    put(store, {"zebra": 0.0, "얼룩": 0.0, "horse": 0.0})
    with store.commit():
        store.learned.put_glossary({"zebra": [("얼룩", probability)]})
    found = scores(store, "zebra", "lexical")
    assert next(iter(found)) == first
    assert found["얼룩"] / found["zebra"] == pytest.approx(1.2 * probability, rel=1e-5)


def test_a_doubtful_summary_halves_the_similarity(store: IndexStore) -> None:
    put(store, {"Doubtful": 0.8, "Sound": 0.5, "Far and doubtful": -0.2, "Far": -0.4})
    doubt(store, "p0000", "p0002")
    found = scores(store, "zebra", "dense")
    assert list(found) == ["Sound", "Doubtful", "Far and doubtful", "Far"]
    assert list(found.values()) == [close(0.5), close(0.4), close(-0.2), close(-0.4)]
    scaled = scores(store, "zebra")
    assert list(scaled.values()) == [close(0.9 / 1.2), close(1 / 2), close(0.2 / 1.2 / 2), close(0)]


def test_a_doubtful_summary_halves_the_similarity_beside_words(store: IndexStore) -> None:
    put(store, {"Zebra": 0.8, "Zebra too": 0.8, "Horse": 0.4})
    doubt(store, "p0001")
    found = scores(store, "zebra too horse")
    sound = {hit.paper.title: hit.lexical for hit in search(store, Query("zebra too horse"), east)}
    most = max(lexical or 0 for lexical in sound.values())
    for title, similar in (("Zebra", 1.0), ("Zebra too", 0.5), ("Horse", 0.0)):
        assert found[title] == close(0.25 * similar + 0.75 * (sound[title] or 0) / most)


ANSWER = {"Zebra 얼룩말": 1.0, "Zebras 얼룩말": 1.0, "A zebra 얼룩말": 1.0}
"""Three papers that say all of the query's words, in either language."""


def answer_to(store: IndexStore, text: str, titles: Mapping[str, float]) -> Answer:
    """Return the answer of an index of nothing but titles, each at a cosine to the query."""
    put(store, titles)
    with store.commit():
        store.learned.put_space(AS_THEY_ARE, TAUGHT)
    return search(store, Query(text), east)


def chance(papers: int) -> float:
    """Return what the nearest of so few papers is less near by chance than that of 4,342."""
    return 0.0904 * (math.sqrt(2 * math.log(4342)) - math.sqrt(2 * math.log(papers)))


def rarity(papers: int, containing: int) -> float:
    return math.log(1 + (papers - containing + 0.5) / (containing + 0.5))


@pytest.mark.parametrize(
    ("cosine", "verdict"),
    [
        (0.55, "strong"),
        (0.53, "fair"),
        (0.41, "fair"),
        (0.39, "weak"),
        (0.28, "weak"),
        (0.26, "none"),
    ],
)
def test_a_verdict_on_three_papers_that_say_one_word_of_two(
    store: IndexStore, cosine: float, verdict: str
) -> None:
    """0.91 x the cosine + 0.36 x the share that is said + 0.27 x how much that is, of 2."""
    answer = answer_to(store, "zebra quagga", dict.fromkeys(ANSWER, cosine))
    said, unsaid = rarity(3, 3), rarity(3, 0)
    share, amount = said / (said + unsaid), said / rarity(3, 1) / 2
    expected = 0.91 * (cosine + chance(3)) + 0.36 * share + 0.27 * amount
    assert answer.confidence == pytest.approx(expected, abs=2e-3)
    assert answer.verdict == verdict


def test_a_first_hit_that_says_every_word_is_an_answer_whatever_it_is_like(
    store: IndexStore,
) -> None:
    answer = answer_to(store, "zebra", {"Zebra": 0.0, "Horse": 0.1, "Donkey": 0.0})
    assert answer[0].paper.title == "Zebra"
    assert (answer.confidence, answer.verdict) == (0.62, "fair")


def test_general_words_say_nothing_of_an_answer_beside_others(store: IndexStore) -> None:
    """Of "recent results", which no paper says, nothing is asked."""
    titles = {"Zebra": 0.0, "Horse": 0.1, "Donkey": 0.0}
    answer = answer_to(store, "recent results about the zebra", titles)
    assert (answer.confidence, answer.verdict) == (0.62, "fair")
    assert search(store, Query("recent results"), east).verdict == "none"


@pytest.mark.parametrize("text", ["the", "recent results", "the best of the new"])
def test_words_that_say_nothing_are_answered_by_nothing(store: IndexStore, text: str) -> None:
    titles = {"The best of the new: recent results": 0.1, "Horse": 0.1, "Donkey": 0.0}
    assert answer_to(store, text, titles).verdict == "none"


def test_the_first_hits_count_six_and_a_half_and_one_and_a_half(store: IndexStore) -> None:
    """Of ten: 6 for the first hit, 2.5 for the second, 1.5 for the third; and half for the best."""
    titles = {"Zebra": 0.5, "Horse": 0.4, "Donkey": 0.2, "Mule": 0.1}
    answer = answer_to(store, "zebra quagga", titles)
    similar = 0.6 * 0.5 + 0.25 * 0.4 + 0.15 * 0.2
    said, unsaid = rarity(4, 1), rarity(4, 0)
    share, amount = 0.6 * said / (said + unsaid), 0.6 * said / rarity(4, 1) / 2
    expected = 0.91 * ((similar + 0.5) / 2 + chance(4)) + 0.36 * share + 0.27 * amount
    assert answer.confidence == pytest.approx(expected, abs=2e-3)


def test_of_a_language_that_the_corpus_lacks_the_best_similarity_tells(store: IndexStore) -> None:
    """Beside how wide the query is, which here nothing tells; words do not count."""
    titles = {"Zebra 얼룩": 0.1, "Horse": 0.3, "Donkey": 0.2}
    answer = answer_to(store, "줄무늬 얼룩", titles)
    expected = 0.6 * (0.3 + chance(3)) + 0.35 * (1.25 - 0.36)
    assert answer.confidence == pytest.approx(expected, abs=2e-3)


def relevances(answer: Answer) -> list[float | None]:
    return [hit.relevance for hit in answer]


def test_relevance_is_how_sure_the_answer_is_and_falls_with_the_score(store: IndexStore) -> None:
    answer = answer_to(store, "zebra", {"Zebra": 0.5, "Zebra too": 0.4, "Horse": 0.1, "Mule": 0.0})
    assert answer.confidence is not None
    first = answer[0].score
    assert relevances(answer) == [
        pytest.approx(100 * answer.confidence * hit.score / first, abs=0.06) for hit in answer
    ]
    assert answer[0].relevance == pytest.approx(100 * answer.confidence, abs=0.06)


def test_relevance_of_one_side_alone(store: IndexStore) -> None:
    """By meaning it is the cosine; by words the share of what a paper could score at most."""
    put(store, {"Zebra": 0.5, "Zebra and a horse": 0.4, "Mule": -0.1})
    dense = search(store, Query("zebra", mode="dense"), east)
    assert relevances(dense) == [pytest.approx(50, abs=0.1), pytest.approx(40, abs=0.1), 0.0]
    lexical = search(store, Query("zebra", mode="lexical"), east)
    most = rarity(3, 2) * 1.4
    assert relevances(lexical) == [pytest.approx(100 * h.score / most, abs=0.06) for h in lexical]
    assert 50 < (lexical[0].relevance or 0) < 100


def test_relevance_by_meaning_alone_is_how_many_spreads_stand_out_of_six(
    store: IndexStore,
) -> None:
    answer_to(store, "zebra", {"Zebra": 0.6, "Horse": 0.2713, "Mule": 0.0})
    dense = search(store, Query("zebra", mode="dense"), east)
    assert relevances(dense) == [100.0, pytest.approx(100 * 0.2713 / 6 / 0.0904, abs=0.5), 0.0]


def test_where_an_answer_ends(store: IndexStore) -> None:
    """What is 0.4 of the way above the twentieth stands out; the first hits alone, for every k."""
    cosines = [0.9, 0.7, 0.45, 0.38, 0.5, *[0.1] * 15, *[0.05] * 20]
    put(store, {f"Paper {n}": cosine for n, cosine in enumerate(cosines)})
    answer = search(store, Query("zebra", mode="dense"), east)  # above 0.1 + 0.4 x 0.8 = 0.42
    assert [hit.near for hit in answer] == [True] * 4 + [False] * 6
    assert answer.end == 4
    assert [search(store, Query("zebra", k, "dense"), east).end for k in (2, 4, 40)] == [2, 4, 4]


def test_where_all_are_about_as_good_all_stand_out(store: IndexStore) -> None:
    cosines = [0.9, 0.86, 0.85, *[0.83] * 20, 0.7]  # 0.4 of the way is at 0.858, 0.9 x 0.9 at 0.81
    put(store, {f"Paper {n}": cosine for n, cosine in enumerate(cosines)})
    assert search(store, Query("zebra", 24, "dense"), east).end == 23


def test_what_is_proposed_later_shows_no_higher_number(store: IndexStore) -> None:
    """Papers of later tiers may score higher than the last of the first: they come behind."""
    near = {f"Paper {n}": 0.8 + 0.1 * n / 199 for n in range(200)}
    late = {f"Zebra {n}": 0.79 for n in range(5)}
    put(store, {**near, **{f"Quagga zebra {n}": 0.0 for n in range(230)}, **late})
    shown = [hit.relevance or 0.0 for hit in search(store, Query("quagga zebra", 435), east)]
    assert len(shown) == 435
    assert shown == sorted(shown, reverse=True)


def test_nothing_stands_out_of_an_answer_to_nothing(store: IndexStore) -> None:
    answer = answer_to(store, "quagga", {"Zebra": 0.2, "Horse": 0.1, "Donkey": 0.0})
    assert (answer.verdict, answer.end) == ("none", 0)
    assert not any(hit.near for hit in answer)


def test_an_answer_says_whether_filters_left_papers_out(store: IndexStore) -> None:
    put(store, {"Zebra": 0.5, "Zebra too": 0.4})
    said = {
        text: search(store, Query(text), east).filtered
        for text in ("zebra", "zebra since:2024-01-01", "zebra -too", 'zebra "too"')
    }
    assert list(said.values()) == [False, True, True, True]


def test_papers_that_are_named_are_the_answer(store: IndexStore) -> None:
    paper = replace(Paper("p0009", "Mule"), authors=("Ana Lima",))
    put(store, {"Zebra": 0.5, "Horse": 0.4})
    keep(store, paper, at(0.0))
    answer = search(store, Query("Ana Lima"), east)
    assert (answer[0].paper.id, answer[0].relevance, answer.end) == ("p0009", 100.0, 1)
    assert all((hit.relevance or 0) <= 100 for hit in answer)
