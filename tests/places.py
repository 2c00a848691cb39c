"""What lies in a folder, to the byte, and things that are no files of ours."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import textwrap
from collections.abc import Iterable
from pathlib import Path

import pytest

NOBODY = 65534
KINDS = ("link", "pipe", "device")


def state(*roots: Path) -> dict[str, tuple[int, object]]:
    """Return the mode, and the content, target or number, of all that is in folders, or files."""
    found = {}
    for root in roots:
        for path in [root, *root.rglob("*")]:
            entry = path.lstat()
            content: object = None
            if stat.S_ISREG(entry.st_mode):
                content = path.read_bytes()
            elif stat.S_ISLNK(entry.st_mode):
                content = os.readlink(path)
            elif stat.S_ISCHR(entry.st_mode):
                content = entry.st_rdev
            found[str(path)] = (entry.st_mode, content)
    return found


def put(kind: str, path: Path, target: Path) -> None:
    """Make a link to ``target``, a pipe, or a device like /dev/null of our own."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if kind == "link":
        path.symlink_to(target)
    elif kind == "pipe":
        os.mkfifo(path)
    else:
        null(path)


def null(path: Path) -> None:
    """Make a device like /dev/null, or skip the test where that is not allowed."""
    try:
        os.mknod(path, stat.S_IFCHR | 0o666, os.makedev(1, 3))
        path.open("wb").close()
    except OSError:
        pytest.skip("needs to be root, where device nodes may be made and opened")


AS_NOBODY = textwrap.dedent(
    """
    import json, os, sys
    from papersearch.cli.app import main
    from papersearch.embedding.fake import FakeEmbedder
    from papersearch.library import Library
    Library.__init__.__kwdefaults__["load"] = lambda *_a, **_k: FakeEmbedder()

    def run(arguments, user):
        pid = os.fork()
        if pid:
            return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
        if user:
            os.setgroups([])
            os.setgid(user)
            os.setuid(user)
        else:
            for number in (1, 2):
                os.dup2(os.open(os.devnull, os.O_WRONLY), number)
        os.umask(0o022)
        try:
            main(arguments)
        except SystemExit as stop:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(stop.code or 0)
        except BaseException as error:
            sys.stderr.write(f"Traceback: {error!r}")
            os._exit(99)
        os._exit(0)

    def warm(arguments):
        import io, contextlib
        with contextlib.redirect_stdout(io.StringIO()), contextlib.suppress(SystemExit):
            with contextlib.redirect_stderr(io.StringIO()):
                main(arguments)

    warmth, arguments = json.loads(sys.argv[1])
    for command in warmth:  # what is imported late may lie where another user cannot read
        warm(command)
    sys.exit(run(arguments, int(sys.argv[2])))
    """
)


def as_nobody(
    arguments: Iterable[str], *, warmed_by: Iterable[Iterable[str]] = ()
) -> subprocess.CompletedProcess[str]:
    """Run a command as a user who owns nothing; or skip the test where that is not possible."""
    import json

    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        pytest.skip("needs to be root, to become another user")
    told = json.dumps([[list(command) for command in warmed_by], list(arguments)])
    return subprocess.run(
        [sys.executable, "-c", AS_NOBODY, told, str(NOBODY)],
        capture_output=True,
        text=True,
        check=False,
        cwd=Path(__file__).parents[1],
    )
