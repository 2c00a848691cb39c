"""What docs/every-day.md shows, tried as it is written, in environments as empty as theirs."""

from __future__ import annotations

import datetime
import os
import plistlib
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.cli.test_commands import invoke
from tests.conftest import DAY_ONE, DAY_TWO
from tests.fetching.servers import Arxiv, Hub, paper, serving

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "every-day.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)


@pytest.fixture
def user(tmp_path: Path) -> Path:
    """The home of a user with the command, digests of one day, and an index with a watch."""
    (tmp_path / "digests").mkdir()
    (tmp_path / "digests" / "05.md").write_text(DAY_TWO, encoding="utf-8")
    index = str(tmp_path / "papersearch")
    assert invoke("index", str(tmp_path / "digests"), "--index", index).exit_code == 0
    assert invoke("watch", "add", "시각 토큰", "--name", "tokens", "--index", index).exit_code == 0
    command = tmp_path / ".local" / "bin" / "papersearch"
    command.parent.mkdir(parents=True)
    code = (
        f"import sys\nsys.path.insert(0, {str(ROOT)!r})\nfrom papersearch.cli import program\n"
        "sys.argv[0] = 'papersearch'\nprogram()"
    )
    started = shlex.join([sys.executable, "-c", code])  # after #! no path may hold a space
    command.write_text(f'#!/bin/sh\nexec {started} "$@"\n', encoding="utf-8")
    command.chmod(0o755)
    return tmp_path


def run(command: str, user: Path, **more: str) -> subprocess.CompletedProcess[bytes]:
    """Run a command as cron does: with a home, a short PATH, and nothing else."""
    return subprocess.run(
        ["/bin/sh", "-ec", command],
        env={
            "HOME": str(user),
            "PATH": "/usr/bin:/bin",
            "LOGNAME": "me",
            "SHELL": "/bin/sh",
            **more,
        },
        cwd=user,
        capture_output=True,
        check=False,
    )


@pytest.mark.slow
def test_the_line_of_cron(user: Path) -> None:
    """Mails what is new, and nothing on days without; messages go to the log."""
    (line,) = (own for own in blocks("sh") if own.startswith("0 7"))
    command = line.split(maxsplit=5)[5].strip()
    quiet = run(command, user)
    assert (quiet.returncode, quiet.stdout, quiet.stderr) == (0, b"", b"")
    (user / "digests" / "04.md").write_text(DAY_ONE, encoding="utf-8")
    found = run(command, user)
    assert (found.returncode, found.stderr) == (0, b"")
    assert found.stdout.decode().startswith("tokens: 시각 토큰\n\nstrong")
    again = run(command, user)
    assert (again.returncode, again.stdout) == (0, b"")
    log = (user / "papersearch.log").read_text(encoding="utf-8")
    assert log.count("nothing caught") == 2
    assert "2 digests: 2 new" in log


def test_the_units_of_systemd(user: Path) -> None:
    if not shutil.which("systemd-analyze"):
        pytest.skip("needs systemd-analyze")
    service, timer, watching = blocks("ini")
    for name, text in (("p.service", service), ("p.timer", timer), ("w.service", watching)):
        (user / name).write_text(text.replace("%h", str(user)), encoding="utf-8")
    result = subprocess.run(
        ["systemd-analyze", "--user", "verify", "p.service", "p.timer", "w.service"],
        env={**os.environ, "HOME": str(user), "XDG_RUNTIME_DIR": str(user)},
        cwd=user,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (result.returncode, result.stderr) == (0, "")


@pytest.mark.parametrize("number", [0, 2])
def test_the_commands_of_systemd(user: Path, number: int) -> None:
    found = re.search(r"(?m)^ExecStart=(.*)$", blocks("ini")[number])
    assert found
    command = found[1].replace("%h", str(user)).removesuffix(" --watch")
    result = run(command, user)
    assert (result.returncode, result.stdout) == (0, b"")
    assert b"1 digest: 0 new" in result.stderr


def test_the_agent_of_launchd(user: Path) -> None:
    (text,) = blocks("xml")
    agent = plistlib.loads(text.replace("/Users/me", str(user)).encode())
    assert agent["StartCalendarInterval"] == {"Hour": 7, "Minute": 0}
    for key in ("StandardOutPath", "StandardErrorPath"):
        assert Path(agent[key]).parent == user
    result = subprocess.run(
        agent["ProgramArguments"], env={"HOME": str(user)}, capture_output=True, check=False
    )
    assert (result.returncode, result.stdout) == (0, b"")


def commands_of(action: dict[str, Any], job: str) -> list[str]:
    return [step["run"] for step in action["jobs"][job]["steps"] if "run" in step]


def program(user: Path, name: str, script: str) -> None:
    path = user / ".local" / "bin" / name
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)


@pytest.mark.slow
def test_the_steps_of_the_action(user: Path) -> None:
    """With the variables that it sets and those of GitHub; pip installs from where it says."""
    action = yaml.safe_load(blocks("yaml")[0])
    commands = commands_of(action, "feed")
    summary = user / "summary.md"
    path = f"{user}/.local/bin:/usr/bin:/bin"
    more = {**action["env"], "PATH": path, "GITHUB_STEP_SUMMARY": str(summary)}
    program(user, "pip", '[ "$1" = install ] && echo "$2" >> "$HOME/installed"')

    def push() -> None:
        for command in commands:
            result = run(f"set -u\n{command}", user, **more)
            assert result.returncode == 0, result.stderr

    push()
    installed = (user / "installed").read_text(encoding="utf-8")
    assert re.fullmatch(r"git\+https://github\.com/[A-Z-]+/papersearch\n", installed)
    assert not summary.read_text(encoding="utf-8")
    future = DAY_ONE.replace("시각 토큰을 압축", "시각 토큰 압축 (visual token compression)")
    (user / "digests" / "04.md").write_text(future, encoding="utf-8")
    push()
    push()
    assert summary.read_text(encoding="utf-8").count("TokenSqueeze") == 1


@pytest.mark.slow
def test_the_steps_of_the_action_that_fetches(
    user: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Each morning begins on a new machine, with what the last one has kept."""
    pytest.importorskip("httpx2")
    action = yaml.safe_load(blocks("yaml")[1])
    kept = tmp_path_factory.mktemp("kept")
    summary = user / "summary.md"
    program(user, "pip", '[ "$1" = install ] && echo "$2" >> "$HOME/installed"')
    program(user, "gh", f'[ "$2" = download ] && test -d {kept}/index && cp -r {kept}/. .')
    hub, arxiv = Hub(), Arxiv()
    today = datetime.datetime.now(datetime.UTC).date()

    def morning(papers: list[dict[str, object]]) -> None:
        hub.days[today.isoformat()] = papers
        machine = tmp_path_factory.mktemp("machine")
        for command in commands_of(action, "morning"):
            result = run(f"cd {machine}\nset -u\n{command}", user, **more)
            assert result.returncode == 0, result.stderr
        shutil.rmtree(kept)
        kept.mkdir()
        for name in action["jobs"]["morning"]["steps"][-1]["with"]["path"].split():
            shutil.copytree(machine / name, kept / name)

    with serving(hub) as site, serving(arxiv) as other:
        more = {
            **action["env"],
            "PATH": f"{user}/.local/bin:/usr/bin:/bin",
            "GITHUB_STEP_SUMMARY": str(summary),
            "GITHUB_REPOSITORY": "me/papers",
            "HF_ENDPOINT": site.address,
            "PAPERSEARCH_ARXIV": other.address,
        }
        morning([paper(1)])
        first = len(site.asked)
        found: dict[str, object] = {
            "paper": {"id": "2611.00002", "title": "Visual token compression for lanterns"}
        }
        morning([paper(1), found])
        assert len(site.asked) - first <= 2, "days that are over are not asked for again"
        morning([paper(1), found])
    assert summary.read_text(encoding="utf-8").count("Visual token compression for lanterns") == 1
    assert sorted(own.name for own in (kept / "digests").iterdir()) == ["arxiv-cs.CL", "hf"]
