from __future__ import annotations

import numpy as np
import pytest

from papersearch.ranking.space import (
    AXES,
    UNKNOWN_WIDTH,
    Adapter,
    Space,
    arrays_of,
    axes_of,
    inner_products,
    shrunk,
    space_of,
)
from papersearch.types.arrays import Embeddings, Vector

RANDOM = np.random.default_rng(0)


def unit(*shape: int) -> Embeddings:
    rows = RANDOM.standard_normal(shape).astype(np.float32)
    found: Embeddings = rows / np.linalg.norm(rows, axis=-1, keepdims=True)
    return found


COMMON: Vector = unit(8)
ROWS = unit(50, 8) + 3 * COMMON
ROWS /= np.linalg.norm(ROWS, axis=1, keepdims=True)
SPACE = Space(ROWS.mean(axis=0), {"en": COMMON * 0.9}, {"en": COMMON, "fr": -COMMON, "ko": COMMON})


def test_a_space_that_was_not_learned_changes_nothing() -> None:
    query = unit(8)
    assert Space().query(query, "") is query
    assert Space().rows(ROWS) is ROWS
    assert Space().direction(query) is query


def test_centred_rows_are_unit_and_lie_around_nothing() -> None:
    rows = SPACE.rows(ROWS)
    assert np.linalg.norm(rows, axis=1) == pytest.approx(np.ones(50), abs=1e-5)
    assert np.linalg.norm(rows.mean(axis=0)) < 0.3 < np.linalg.norm(ROWS.mean(axis=0))
    assert SPACE.rows(ROWS[:0]).shape == (0, 8)


def test_a_query_loses_the_mean_of_its_language() -> None:
    query: Vector = COMMON + 0.1 * unit(8)
    assert SPACE.language(query, "a question") == "en"
    expected = query - COMMON * np.float32(0.9)
    assert SPACE.query(query, "en") == pytest.approx(expected / np.linalg.norm(expected), abs=1e-5)


def test_languages_of_one_script_are_told_by_the_vector() -> None:
    assert SPACE.language(-COMMON, "une question") == "fr"
    assert SPACE.language(-COMMON, "질문") == "ko"
    assert SPACE.language(COMMON, "вопрос") == ""


def test_one_word_is_of_another_language_only_if_it_is_far_from_those_of_the_corpus() -> None:
    english, french = np.eye(8, dtype=np.float32)[:2]
    space = Space(COMMON, {"en": english}, {"en": english, "fr": french})
    near, far = 0.48 * english + 0.52 * french, french
    assert [space.language(own, "un mot") for own in (near, far)] == ["fr", "fr"]
    assert [space.language(own, "mot") for own in (near, far)] == ["en", "fr"]
    unlearned = Space(probes={"en": english, "fr": french})
    assert unlearned.language(near, "mot") == "fr"


def test_a_query_is_as_wide_as_passages_vary_in_its_direction() -> None:
    size = 2 * AXES
    scales = np.linspace(1, 4, size)
    rows = np.random.default_rng(1).standard_normal((4000, size)) * scales
    rows = (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)
    space = Space(np.zeros(size, np.float32), axes=axes_of(rows))
    assert space.axes is not None
    assert space.axes.shape == (AXES, size)
    for at in (size - 1, size - 8):
        query = np.eye(size, dtype=np.float32)[at]
        assert space.width(query) == pytest.approx(np.sqrt(size) * np.std(rows @ query), rel=0.05)
    assert space.width(np.eye(size, dtype=np.float32)[0]) < 1 < space.width(query)
    assert Space(COMMON).width(COMMON) == UNKNOWN_WIDTH


def test_few_rows_have_axes_as_well() -> None:
    assert axes_of(unit(3, 8)).shape == (8, 8)
    assert np.isfinite(axes_of(np.tile(unit(1, 40), (5, 1)))).all()


def test_axes_are_kept_row_by_row() -> None:
    space = Space(COMMON, axes=unit(AXES, 8))
    arrays = {name: array[None] for name, array in arrays_of(space).items()}
    found = space_of(arrays, 1.0, adapted=True).axes
    assert found is not None
    np.testing.assert_array_equal(found, space.axes)
    assert space_of({"passages": COMMON[None]}, 1.0, adapted=True).axes is None


def test_a_language_that_was_never_seen_loses_what_all_have_in_common() -> None:
    query = unit(8)
    expected = query - np.mean([COMMON, -COMMON, COMMON], axis=0)
    found = SPACE.query(query, "ru")
    assert found == pytest.approx(expected / np.linalg.norm(expected), abs=1e-5)


def test_the_direction_orders_plain_rows_as_the_query_orders_adapted_ones() -> None:
    adapter = Adapter(unit(8, 8) * 0.2, unit(8, 8) * 0.2)
    space = Space(SPACE.passages, SPACE.queries, SPACE.probes, 1.0, adapter)
    query = space.query(unit(8), "a question")
    assert SPACE.passages is not None
    centred = ROWS - SPACE.passages
    adapted = centred + centred @ adapter.passages
    by_direction = centred @ space.direction(query)
    assert np.argsort(by_direction).tolist() == np.argsort(adapted @ query).tolist()
    assert np.linalg.norm(space.rows(ROWS), axis=1) == pytest.approx(np.ones(50), abs=1e-5)


def test_a_mean_is_drawn_to_its_prior_spelled_out() -> None:
    own = np.array([[1.0, 0.0], [3.0, 0.0]], np.float32)
    prior = np.array([0.0, 6.0], np.float32)
    assert shrunk(own, prior, 2) == pytest.approx([4 / 4, 12 / 4])


@pytest.mark.parametrize("dimension", [1, 3, 16, 31, 100, 384, 1024])
def test_inner_products_of_equal_rows_are_equal_wherever_they_stand(dimension: int) -> None:
    """Alone, among others, at any address and in any order: to the last bit."""
    rows, vector = unit(500, dimension), unit(dimension)
    rows[RANDOM.random(500) < 0.4] = rows[0]
    products = inner_products(rows, vector)
    np.testing.assert_allclose(products, rows @ vector, atol=1e-6)
    assert len(set(products[(rows == rows[0]).all(axis=1)].tolist())) == 1
    alone = [inner_products(rows[at : at + 1], vector)[0] for at in range(500)]
    assert alone == products.tolist()
    order = RANDOM.permutation(500)[:301]
    assert inner_products(rows[order], vector).tolist() == products[order].tolist()
    moved = np.empty(500 * dimension + 1, np.float32)[1:].reshape(500, dimension)
    moved[:] = rows
    assert inner_products(moved, vector).tolist() == products.tolist()
    assert inner_products(np.asfortranarray(rows), vector).tolist() == products.tolist()
    assert inner_products(rows[::2], vector).tolist() == products[::2].tolist()
