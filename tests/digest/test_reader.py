from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from papersearch.digest import parse_bytes
from papersearch.digest.reader import read, source_of
from papersearch.digest.types import Digest
from papersearch.errors import DigestError

MARKDOWN = "## Daily Papers (2024-07-04)\n\n### [A](https://arxiv.org/abs/2407.00001)\n\n- 내용\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_encodings(encoding: str) -> None:
    (entry,) = parse_bytes(MARKDOWN.encode(encoding), "a.md").entries
    assert entry.sections[0].text == "내용"


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "a.md:1: a picture, not a digest"),
        (b"%PDF-1.7\n1 0 obj", "a.md:1: a PDF, not a digest: index the page, list or .bib file"),
        (b"\x1f\x8b\x08", "a.md:1: a file that gzip has packed, not a digest: unpack it"),
        (b"\0\1\2", "a.md:1: binary file"),
        (bytes(range(1, 32)) * 9, "a.md:1: binary file"),
        ("논문\n".encode() + b"x\n\xff", "a.md:3: byte 0xff is not UTF-8"),
    ],
)
def test_what_is_no_digest(data: bytes, message: str) -> None:
    with pytest.raises(DigestError, match=f"^{message}"):
        parse_bytes(data, "a.md")


@pytest.mark.parametrize(
    ("data", "seems"),
    [
        (b"", "an empty file"),
        (b" \n", "an empty file"),
        (b"# Notes\n\nnothing here\n", "notes"),
        (b'{"a": 1}', "JSON"),
    ],
)
def test_a_text_without_papers_seems_to_be_something(data: bytes, seems: str) -> None:
    digest = parse_bytes(data, "a.md")
    assert (digest.entries, digest.problems) == ((), ())
    assert seems in digest.seems


@pytest.mark.parametrize("data", [b"## Daily Papers (2024-07-04)\n", b"[]", b" [ ]\n"])
def test_an_empty_day_is_a_digest(data: bytes) -> None:
    assert parse_bytes(data, "a.md") == Digest()


def test_json_that_is_cut_off_is_wrong() -> None:
    digest = parse_bytes(b'[{"paper":', "a.json")
    assert "no valid JSON" in digest.problems[0].message


def test_the_content_decides_where_the_name_does_not() -> None:
    line = b'{"id": "2407.00001", "title": "A", "days": ["2024-07-04"]}\n'
    for name in ("a.jsonl", "a.txt", "-"):
        assert [entry.day for entry in parse_bytes(line + line, name).entries] == ["2024-07-04"] * 2
    assert [e.day for e in parse_bytes(line, "a.json").entries] == ["2024-07-04"]


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(DigestError, match=r"gone\.md: cannot be read: No such file"):
        read(tmp_path / "gone.md")


def test_names_of_files_are_absolute_and_can_be_stored(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("real.md").touch()
    Path("link.md").symlink_to("real.md")
    assert source_of(Path("link.md")) == str(tmp_path / "real.md")
    assert source_of(Path("\udcff.md")).endswith("\\xff.md")


@given(st.binary(max_size=400), st.sampled_from(["a.md", "a.json", "a.jsonl", "-"]))
def test_any_bytes_are_read_or_refused_in_one_line(data: bytes, name: str) -> None:
    refusal = ""
    try:
        digest = parse_bytes(data, name)
        assert not (digest.entries and digest.seems)
    except DigestError as error:
        refusal = str(error)
    assert not refusal or refusal.startswith(f"{name}:")
    assert "\n" not in refusal
