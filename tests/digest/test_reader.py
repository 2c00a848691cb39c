from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from papersearch.digest import parse_bytes
from papersearch.digest.reader import read, source_of
from papersearch.errors import DigestError

MARKDOWN = "## Daily Papers (2024-07-04)\n\n### [A](https://arxiv.org/abs/2407.00001)\n\n- 내용\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_encodings(encoding: str) -> None:
    (entry,) = parse_bytes(MARKDOWN.encode(encoding), "a.md").entries
    assert entry.sections[0].text == "내용"


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "a.md:1: empty file"),
        (b" \n", "a.md:1: empty file"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "a.md:1: binary file"),
        (bytes(range(1, 32)) * 9, "a.md:1: binary file"),
        ("논문\n".encode() + b"x\n\xff", "a.md:3: byte 0xff is not UTF-8"),
        (b"# Notes\n\nnothing here\n", "a.md:1: no paper in it: it seems to be notes"),
        (b"## Daily Papers (2024-07-04)\n", "a.md:1: no paper in it: it seems to be notes"),
        (b'[{"a": 1}, 7]', "a.md:1: no paper in it: record 2: no object"),
        (b'[{"paper":', "a.md:1: no paper in it: no valid JSON"),
        (b'{"a": 1}', "a.md:1: no paper in it"),
    ],
)
def test_what_is_no_digest(data: bytes, message: str) -> None:
    with pytest.raises(DigestError, match=f"^{message}"):
        parse_bytes(data, "a.md")


def test_the_content_decides_where_the_name_does_not() -> None:
    line = b'{"id": "2407.00001", "title": "A", "days": ["2024-07-04"]}\n'
    for name in ("a.jsonl", "a.txt", "-"):
        assert [entry.day for entry in parse_bytes(line + line, name).entries] == ["2024-07-04"] * 2
    assert [e.day for e in parse_bytes(line, "a.json").entries] == ["2024-07-04"]


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(DigestError, match=r"gone\.md:1: cannot be read: No such file"):
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
        assert parse_bytes(data, name).entries
    except DigestError as error:
        refusal = str(error)
    assert not refusal or refusal.startswith(f"{name}:")
    assert "\n" not in refusal
