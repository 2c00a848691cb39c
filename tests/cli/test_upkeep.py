"""The commands that look after an index: verify and reembed."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.test_commands import invoke
from tests.conftest import DAY_ONE


@pytest.fixture
def index(tmp_path: Path) -> Path:
    (tmp_path / "04.md").write_text(DAY_ONE, encoding="utf-8")
    assert invoke("index", str(tmp_path), "--index", str(tmp_path / "index")).exit_code == 0
    return tmp_path / "index"


def test_verify_tells_damage_and_repairs(index: Path) -> None:
    result = invoke("verify", "--index", str(index))
    assert (result.exit_code, result.stdout) == (0, "everything is as it should be\n")
    (segment,) = (index / "vectors").iterdir()
    segment.write_bytes(b"rubbish")
    result = invoke("verify", "--index", str(index))
    assert result.exit_code == 1
    assert "damaged: " in result.stderr
    assert "papersearch verify --repair" in result.stderr
    result = invoke("verify", "--repair", "--index", str(index))
    assert result.exit_code == 0
    assert result.stdout.startswith("repaired")
    assert invoke("verify", "--index", str(index)).exit_code == 0


def test_verify_salvages(index: Path, tmp_path: Path) -> None:
    result = invoke("verify", "--salvage", str(tmp_path / "saved"), "--index", str(index))
    assert result.stdout == f"2 papers saved to {tmp_path / 'saved'}, 0 rows lost\n"
    assert invoke("query", "토큰", "--index", str(tmp_path / "saved")).exit_code == 0


def test_a_damaged_catalog_cannot_be_repaired(index: Path) -> None:
    catalog = index / "catalog.sqlite"
    data = bytearray(catalog.read_bytes())
    place = data.index("시각 토큰을".encode())
    data[place] ^= 1
    catalog.write_bytes(data)
    result = invoke("verify", "--repair", "--index", str(index))
    assert result.exit_code == 1
    assert "does not match its checksum" in result.stderr
    assert "papersearch verify --salvage FOLDER" in result.stderr


def test_reembed_with_a_model_that_is_not_there_changes_nothing(index: Path) -> None:
    result = invoke("reembed", "--model", "./nowhere", "--index", str(index))
    assert result.exit_code == 1
    assert "there is no model folder ./nowhere" in result.stderr
    assert invoke("query", "토큰", "--index", str(index)).exit_code == 0
    assert invoke("reembed", "--index", str(index)).exit_code == 2


def test_verify_of_nothing(tmp_path: Path) -> None:
    result = invoke("verify", "--index", str(tmp_path / "none"))
    assert result.exit_code == 1
    assert "there is no index in" in result.stderr
