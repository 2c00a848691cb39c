from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from papersearch.store.kept import decode, encode, in_order, inherited, merged
from papersearch.text.tokens import fold_name
from papersearch.types.kept import Kept

INSTANT = "2024-07-04T01:02:03Z"
LATER = "2024-07-05T00:00:00Z"
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
INSTANTS = st.sampled_from(["", INSTANT, LATER])
KEPT = st.builds(Kept, st.lists(TEXTS, max_size=3).map(in_order), TEXTS, INSTANTS, INSTANTS)
IDS = st.sampled_from("abcd")


@given(KEPT)
def test_what_is_written_is_read(kept: Kept) -> None:
    assert decode(encode(kept)) == kept
    assert bool(kept) == (kept != Kept())


@pytest.mark.parametrize(
    "document",
    [
        b"",
        b"[]",
        b"{}",
        b'{"tags": "rl", "note": "", "listed": "", "read": ""}',
        b'{"tags": [1], "note": "", "listed": "", "read": ""}',
        b'{"tags": [], "note": null, "listed": "", "read": ""}',
        b'{"tags": [], "note": "", "listed": "yesterday", "read": ""}',
        b'{"tags": [], "note": "", "listed": "", "read": "2024-07-04T01:02:03Z\\n"}',
    ],
)
def test_what_we_never_write_is_refused(document: bytes) -> None:
    with pytest.raises((ValueError, TypeError, KeyError), match=r"\w"):
        decode(document)


def test_of_two_all_is_kept() -> None:
    one = Kept(("RL", "vision"), "one\nnote", LATER, "")
    other = Kept(("agents", "rl"), "another", INSTANT, LATER)
    both = Kept(("agents", "RL", "vision"), "one\nnote\n\nanother", INSTANT, LATER)
    assert merged(one, other) == both
    assert merged(both, one) == merged(both, other) == both
    assert merged(one, Kept()) == merged(Kept(), one) == one


@given(KEPT, KEPT)
def test_merging_loses_nothing_and_ends(one: Kept, other: Kept) -> None:
    both = merged(one, other)
    assert merged(both, other) == merged(both, one) == both
    assert one.note in both.note
    assert other.note in both.note
    assert {*map(fold_name, one.tags + other.tags)} == {*map(fold_name, both.tags)}


def test_papers_that_get_other_ids_take_it_along() -> None:
    there = {"a": Kept(("x",)), "b": Kept(note="b"), "c": Kept(("y",))}
    after = inherited(there, {"a": "b", "c": "d", "nobody": "nothing"}, {"c"})
    assert after == {"a": Kept(), "b": Kept(("x",), "b"), "d": Kept(("y",))}


@given(st.dictionaries(IDS, KEPT.filter(bool)), st.dictionaries(IDS, IDS), st.sets(IDS))
def test_once_inherited_is_for_ever(
    there: dict[str, Kept], ids: dict[str, str], living: set[str]
) -> None:
    ids = {old: new for old, new in ids.items() if new not in ids}
    after = {**there, **inherited(there, ids, living)}
    assert inherited(after, ids, living) == {}
