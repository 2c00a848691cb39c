"""What lies in a folder, to the byte, and things that are no files of ours."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
import textwrap
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

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
                content = path.readlink()
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
    import contextlib, io, json, os, sys, tempfile, traceback
    from papersearch.cli.app import main
    from papersearch.api import head_start
    from papersearch.embedding.fake import FakeEmbedder
    from papersearch.api.loading import Loading

    def load(*_args, **_options):
        return FakeEmbedder()

    Loading.__init__.__kwdefaults__["load"] = head_start.load_embedder = load

    def run(arguments):
        out, err = tempfile.TemporaryFile(), tempfile.TemporaryFile()
        pid = os.fork()
        if not pid:
            os.dup2(out.fileno(), 1)
            os.dup2(err.fileno(), 2)
            os.setgroups([])
            os.setgid(USER)
            os.setuid(USER)
            try:
                main(arguments)
            except SystemExit as stop:
                code = stop.code or 0
            except BaseException as error:
                code = 99
                traceback.print_exc()
            else:
                code = 0
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(code)
        code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
        out.seek(0), err.seek(0)
        return [code, out.read().decode(), err.read().decode()]

    warming, commands = json.loads(sys.argv[1])
    for command in warming:  # what is imported late may lie where another user cannot read
        printed = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
        with contextlib.redirect_stdout(printed), contextlib.suppress(SystemExit):
            main(command)
    json.dump([run(command) for command in commands], sys.stdout)
    """
).replace("USER", str(NOBODY))


class Said(NamedTuple):
    """How a command ended."""

    code: int
    stdout: str
    stderr: str


def as_nobody(
    commands: Sequence[Sequence[str]], *, warmed_by: Sequence[Sequence[str]]
) -> list[Said]:
    """Run commands as a user who owns nothing; or skip the test where that is not possible.

    What they import late is imported by others first, which run as the present user.
    """
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        pytest.skip("needs to be root, to become another user")
    told = json.dumps([list(map(list, warmed_by)), list(map(list, commands))])
    done = subprocess.run(
        [sys.executable, "-c", AS_NOBODY, told],
        stdout=subprocess.PIPE,
        check=True,
        cwd=Path(__file__).parents[1],
    )
    return [Said(*said) for said in json.loads(done.stdout)]
