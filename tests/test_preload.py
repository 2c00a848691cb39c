"""Libraries that are there before Python imports what needs them."""

from __future__ import annotations

import subprocess
import sys

import pytest

from papersearch import preload

LINUX = pytest.mark.skipif(sys.platform != "linux", reason="libraries are preloaded on Linux alone")


@LINUX
@pytest.mark.parametrize(
    ("package", "library"),
    [
        ("numpy", "openblas"),
        ("numpy", "_multiarray_umath"),
        ("tantivy", "tantivy"),
        ("faiss", "libfaiss"),
    ],
)
def test_libraries_are_loaded_and_packages_are_not_imported(package: str, library: str) -> None:
    code = (
        "import sys, time\n"
        "from papersearch.preload import preload\n"
        f"preload({package!r})\n"
        "for _ in range(600):\n"
        f"    if {library!r} in open('/proc/self/maps').read():\n"
        "        break\n"
        "    time.sleep(0.1)\n"
        "else:\n"
        "    sys.exit('never loaded')\n"
        f"assert {package!r} not in sys.modules\n"
        "import faiss, numpy, tantivy\n"
        "assert numpy.ones((2, 2)) @ numpy.ones(2) is not None\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_what_is_not_there_is_left_to_the_import(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(preload._LIBRARIES, "no_such_package", ("*.so",))
    preload._load(["no_such_package"])
    monkeypatch.setitem(preload._LIBRARIES, "papersearch", ("errors.py",))
    preload._load(["papersearch"])  # no library at all
