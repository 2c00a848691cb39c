"""Settings, and the only reader of the environment: a flag counts before it, a default after it."""

from __future__ import annotations

import contextlib
import os
import re
import sys
from pathlib import Path
from typing import IO

from papersearch.errors import UsageError, redacted
from papersearch.files import named

DEFAULT_INDEX = Path("index")


def index_folder(flag: str | None) -> Path:
    """Return the index's folder: ``--index``, else PAPERSEARCH_INDEX, else ``index``.

    Raises:
        UsageError: it is the address of a store.
    """
    chosen = flag or os.environ.get("PAPERSEARCH_INDEX") or str(DEFAULT_INDEX)
    if "://" in chosen or chosen.lower().startswith(("milvus:", "milvus+tls:")):
        raise UsageError("--index names a folder: the address of a store goes to --store")
    return named(chosen)


def store_address(flag: str | None) -> str | None:
    """Return the store's address: ``--store``, else PAPERSEARCH_STORE, else None for a folder."""
    return flag or os.environ.get("PAPERSEARCH_STORE") or None


def milvus_token() -> str:
    """Return what a Milvus server wants to see, a token or user:password, or ""."""
    return os.environ.get("PAPERSEARCH_MILVUS_TOKEN") or ""


def model_name(flag: str | None) -> str | None:
    """Return the model asked for: ``--model``, else PAPERSEARCH_MODEL, else None."""
    return flag or os.environ.get("PAPERSEARCH_MODEL") or None


def cache_folder() -> Path:
    """Return where unpacked models are kept: PAPERSEARCH_CACHE, else the user's cache folder."""
    chosen = os.environ.get("PAPERSEARCH_CACHE")
    if chosen:
        return named(chosen)
    base = os.environ.get("XDG_CACHE_HOME") or "~/.cache"
    return named(base) / "papersearch"


def models_file() -> Path:
    """Return where models that the user has named are remembered: in the user's state folder."""
    base = os.environ.get("XDG_STATE_HOME") or "~/.local/state"
    return named(base) / "papersearch" / "models.json"


def server_token(flag: str | None = None) -> str:
    """Return the secret that clients of a server must bear: ``flag``, PAPERSEARCH_TOKEN, or ""."""
    return flag or os.environ.get("PAPERSEARCH_TOKEN") or ""


def runtime_folder() -> Path:
    """Return where the user's servers are found: in XDG_RUNTIME_DIR, else in the cache folder."""
    base = os.environ.get("XDG_RUNTIME_DIR")
    return Path(base) / "papersearch" if base else cache_folder() / "run"


def hub_address() -> str:
    """Return where Hugging Face's hub is: HF_ENDPOINT, as its own library has it, or itself."""
    return _site("HF_ENDPOINT", "https://huggingface.co")


def arxiv_address() -> str:
    """Return where arXiv answers harvesters: PAPERSEARCH_ARXIV, such as a mirror, or itself."""
    return _site("PAPERSEARCH_ARXIV", "https://oaipmh.arxiv.org/oai")


def github_address() -> str:
    """Return where repositories are: PAPERSEARCH_GITHUB, such as a company's own, or GitHub."""
    return _site("PAPERSEARCH_GITHUB", "https://github.com")


def _site(variable: str, usual: str) -> str:
    """Return the address that a variable names, else the ``usual`` one, with no / at its end.

    Raises:
        UsageError: it is none.
    """
    address = (os.environ.get(variable) or usual).rstrip("/")
    if not re.match(r"https?://[^/?#\s]+(?:/\S*)?$", address, re.IGNORECASE):
        raise UsageError(
            f"{variable} is {redacted(address[:80])!r}, which is no address: write it as {usual}"
        )
    return address


def one_thread_each() -> None:
    """Let the engines compute in one thread for each request, unless the user said otherwise.

    To be called before they are loaded. Several threads of one request wait for each other: on a
    machine that is busy, also with other requests, a query of 25 ms takes a second.
    """
    os.environ.setdefault("OMP_NUM_THREADS", "1")


def keep_ray_quiet(*, alone: bool) -> None:
    """Keep Ray from phoning home and chatting; to be called before it is imported.

    ``alone`` tells that it is to run on this machine, for us, where no other machine reaches it.
    """
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    os.environ.setdefault("RAY_BACKEND_LOG_LEVEL", "fatal")
    if alone:
        os.environ["RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER"] = "0"  # listen on the loopback address only


def ray_patience() -> float:
    """Return for how many seconds the head of a Ray cluster may be silent before a run ends.

    Half of the time after which Ray itself would end the process without a word: its own setting.
    """
    with contextlib.suppress(ValueError):  # Ray writes it small
        return float(os.environ.get("RAY_gcs_rpc_server_reconnect_timeout_s", "60")) / 2  # noqa: SIM112
    return 30.0


def columns() -> int:
    """Return the width to write in: COLUMNS, else the terminal's, else 100."""
    with contextlib.suppress(KeyError, ValueError):
        return int(os.environ["COLUMNS"])
    for descriptor in (1, 2, 0):  # standard output may go into a pager
        with contextlib.suppress(OSError):
            if found := os.get_terminal_size(descriptor).columns:  # some terminals say 0
                return found
    return 100


def use_color(stream: IO[str] | None = None) -> bool:
    """Return whether to colour what goes to ``stream``, standard output by default.

    NO_COLOR forbids it (no-color.org), FORCE_COLOR demands it, else a terminal gets it.
    """
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    stream = stream or sys.stdout  # None where it is closed
    return stream is not None and stream.isatty() and os.environ.get("TERM") != "dumb"
