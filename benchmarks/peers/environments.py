"""A virtual environment for each peer, made by pip from pinned requirements."""

from __future__ import annotations

import hashlib
import importlib.metadata
import os
import re
import shutil
import subprocess
import sys
import venv
from pathlib import Path

from benchmarks.peers.peer import Peer, key
from benchmarks.peers.turns import last_line

ROOT = Path(__file__).parents[2]
REQUIREMENTS = Path(__file__).parent / "requirements"

OFFLINE = {
    "HF_HUB_OFFLINE": "1",
    "TRANSFORMERS_OFFLINE": "1",
    "ANONYMIZED_TELEMETRY": "False",
    "DO_NOT_TRACK": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "PYTHONPATH": str(ROOT),
}
"""No peer asks a hub, or tells anybody; all find this package."""


class Unavailable(Exception):
    """A peer cannot run here; the message says why."""


def environment(peer: type[Peer], folder: Path) -> Path:
    """Return the environment of a peer, made below ``folder`` where it is not there or stale.

    Peers without requirements run in the environment that this process runs in.

    Raises:
        Unavailable: it cannot be made.
    """
    pins = REQUIREMENTS / f"{key(peer)}.txt"
    if not pins.exists():
        _need_programs(peer)
        return Path(sys.prefix)
    place = folder / key(peer)
    made_of = hashlib.sha256(pins.read_bytes() + sys.version.encode()).hexdigest()
    ready = place / "made-of"
    if not ready.exists() or ready.read_text(encoding="utf-8") != made_of:
        shutil.rmtree(place, ignore_errors=True)
        venv.create(place, with_pip=True)
        _install(place, pins)
        ready.write_text(made_of, encoding="utf-8")
    return place


def _install(place: Path, pins: Path) -> None:
    pip = [str(place / "bin" / "python"), "-m", "pip", "install", "--disable-pip-version-check"]
    done = subprocess.run(
        [*pip, "--quiet", "--requirement", str(pins)], capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise Unavailable(f"pip: {last_line(done.stderr)}")


def _need_programs(peer: type[Peer]) -> None:
    if key(peer) == "ripgrep" and not shutil.which("rg"):
        raise Unavailable("rg is not installed: apt-get install ripgrep")


def versions(peer: type[Peer]) -> str:
    """Return a peer's packages with their versions: "txtai 9.14.0, torch 2.13.0"."""
    pins = REQUIREMENTS / f"{key(peer)}.txt"
    text = pins.read_text(encoding="utf-8") if pins.exists() else ""
    found = dict(re.findall(r"^([\w.-]+)==(\S+)", text, re.MULTILINE))
    return ", ".join(f"{name} {found.get(name) or _installed(name)}" for name in peer.packages)


def _installed(name: str) -> str:
    if shutil.which(name) and name == "rg":
        shown = subprocess.run([name, "--version"], capture_output=True, text=True, check=True)
        return shown.stdout.split()[1]
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return "not installed"


def go_offline() -> None:
    """Set for all processes that are started from here on what keeps them quiet."""
    os.environ.update(OFFLINE)
