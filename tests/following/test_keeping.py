from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from papersearch.errors import UsageError
from papersearch.following import keeping
from papersearch.render.terminal import escape
from papersearch.types import limits
from papersearch.types.kept import Kept

NOW, THEN = "2024-07-05T00:00:00Z", "2024-07-04T00:00:00Z"


@pytest.mark.parametrize(
    ("typed", "tag"),
    [
        ("  to \t\n cite ", "to cite"),
        ("ｆｕｌｌ", "full"),
        ("\u1112\u1161\u11ab", "한"),
        ("a\u202eb\u200bc\0d\ud800e\x1b", "abc d e"),
        ("한" * limits.TAG_CHARACTERS, "한" * limits.TAG_CHARACTERS),
        ("C++", "C++"),
        ("🔥", "🔥"),
    ],
)
def test_a_tag_is_one_line_in_the_one_form(typed: str, tag: str) -> None:
    assert keeping.checked_tag(typed) == tag


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("", "a tag needs a letter"),
        ("  \u200b\u202e ", "a tag needs a letter"),
        ("'", "a tag needs a letter"),
        ("x" * 61, "a tag has up to 60 characters"),
        ("x" * (1 << 20), "a tag has up to 60 characters"),
        ("\u202e" * (1 << 20), "a tag has up to 60 characters"),
        ("ﷺ" * 10, "a tag has up to 60 characters"),  # each is eighteen in the one form
    ],
)
def test_what_is_no_tag(typed: str, message: str) -> None:
    with pytest.raises(UsageError, match=message) as caught:
        keeping.checked_tag(typed)
    assert len(str(caught.value)) < 200


def test_a_note_is_text_of_several_lines() -> None:
    note = keeping.checked_note("\r\n\n  one\r\n\ttwo \x1b[31m\0\ud800\n\n three  \n \n")
    assert note == "  one\n\ttwo  [31m �\n\n three"
    assert keeping.checked_note(" \n\t\r\n") == ""
    longest = "글" * limits.NOTE_CHARACTERS
    assert keeping.checked_note(f"\n{longest}\n\n") == longest


@pytest.mark.parametrize("text", ["x" * 20_001, "\u202e" * (1 << 20)])
def test_a_longer_note_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="up to 20,000 are kept"):
        keeping.checked_note(text)


@given(st.text())
def test_any_text_is_a_note_or_nothing(text: str) -> None:
    note = keeping.checked_note(text)
    note.encode()
    assert keeping.checked_note(note) == note


@given(st.text(max_size=limits.TAG_CHARACTERS))
def test_any_text_is_a_tag_or_refused(text: str) -> None:
    try:
        tag = keeping.checked_tag(text)
    except UsageError:
        return
    assert keeping.checked_tag(tag) == tag
    assert "\x1b" not in escape(tag)


def test_the_first_writing_of_a_tag_is_everybodys() -> None:
    there = {"a": Kept(("Réseaux", "to cite"))}
    after = keeping.tagged(there, ["b", "a"], ["RESEAUX", "New", "new"])
    assert after == {"b": Kept(("New", "Réseaux")), "a": Kept(("New", "Réseaux", "to cite"))}
    there = {**there, **after}
    assert list(keeping.counted(there).items()) == [("New", 2), ("Réseaux", 2), ("to cite", 1)]
    assert keeping.tagged_as(there, "reseaux") == there
    assert keeping.untagged(there, ["a", "b", "c"], ["TO CITE"]) == {"a": Kept(("New", "Réseaux"))}


def test_tags_are_bounded() -> None:
    full = Kept(tuple(f"t{n:04}" for n in range(limits.PAPER_TAGS)))
    with pytest.raises(UsageError, match="a would have more than 50 tags: none was added"):
        keeping.tagged({"a": full}, ["b", "a"], ["more"])
    assert keeping.tagged({"a": full}, ["a"], ["T0000"]) == {"a": full}
    everything = {f"p{n}": Kept((f"t{n:04}",)) for n in range(limits.TAGS)}
    with pytest.raises(UsageError, match="1,000 tags are the most there can be"):
        keeping.tagged(everything, ["a"], ["more"])
    assert keeping.tagged(everything, ["a"], ["t0000"]) == {"a": Kept(("t0000",))}


def test_a_note_changes_nothing_else() -> None:
    there = {"a": Kept(("x",), "old", THEN)}
    assert keeping.noted(there, ["a"], "new") == {"a": Kept(("x",), "new", THEN)}
    assert keeping.noted(there, ["a", "b"], "") == {"a": Kept(("x",), "", THEN)}
    assert keeping.noted(there, ["a"], "old") == {}


def test_what_is_put_stays_where_it_was_put() -> None:
    there = {"a": Kept(listed=THEN, read=THEN), "b": Kept(("x",), "note")}
    after = keeping.put(there, ["a", "b"], NOW)
    assert after == {"a": Kept(listed=THEN, read=THEN), "b": Kept(("x",), "note", NOW)}
    assert keeping.taken_off({**there, **after}, ["a", "b", "c"]) == {
        "a": Kept(),
        "b": Kept(("x",), "note"),
    }


def test_what_is_read_is_on_the_list() -> None:
    there = {"a": Kept(listed=THEN), "b": Kept(listed=THEN, read=THEN)}
    after = keeping.ticked(there, ["a", "b", "c"], NOW)
    assert after == {
        "a": Kept(listed=THEN, read=NOW),
        "b": Kept(listed=THEN, read=THEN),
        "c": Kept(listed=NOW, read=NOW),
    }
    assert keeping.unticked({**there, **after}, ["a", "d"]) == {"a": Kept(listed=THEN)}


def test_the_newest_unread_paper_comes_first() -> None:
    there = {
        "a": Kept(listed=THEN),
        "b": Kept(listed=NOW, read=NOW),
        "c": Kept(listed=NOW),
        "d": Kept(("tag",)),
        "e": Kept(listed=THEN),
        "f": Kept(listed=THEN, read=NOW),
    }
    assert list(keeping.reading_list(there)) == ["c", "a", "e", "b", "f"]
