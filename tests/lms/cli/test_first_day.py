"""The first day of docs/operations.md, followed word for word.

Not shown here: accounts, PostgreSQL and the broker. What root does to them is left out, and SQLite stands in.
"""

import os
import re
import stat
import subprocess
import sys
from pathlib import Path

from tests.shared import ROOT

ROOT_ONLY = ("useradd", "sudo", "chown")


def steps() -> str:
    """Every command of the section, in the order of the page."""
    (section,) = re.findall(r"## First day\n(.*?)\n## ", (ROOT / "docs" / "operations.md").read_text(), re.DOTALL)
    return "\n".join(re.findall(r"```sh\n(.*?)```", section, re.DOTALL))


def stand_ins(folder: Path) -> Path:
    """A folder of commands: what only root may do does nothing, and `leerspoor` is the one under test."""
    folder.mkdir()
    scripts = dict.fromkeys(ROOT_ONLY, "exit 0") | {"leerspoor": f'exec "{sys.executable}" -m lms.cli "$@"'}
    for name, body in scripts.items():
        (folder / name).write_text(f"#!/bin/sh\n{body}\n")
        (folder / name).chmod(0o755)
    return folder


def test_the_first_day_works_as_it_is_written(tmp_path: Path) -> None:
    script = steps()
    for theirs, ours in (
        ("/etc/leerspoor", str(tmp_path / "etc")),
        ("/var/lib/leerspoor", str(tmp_path / "var")),
        ("PATH=/opt/leerspoor/.venv/bin:$PATH\n", ""),
        ("/opt/leerspoor", str(ROOT)),
        ("DATABASE_URL=postgresql://leerspoor@/leerspoor", f"DATABASE_URL=sqlite:///{tmp_path}/day.sqlite3"),
        ("BROKER_URL=redis://127.0.0.1:6379/0", "BROKER_URL="),
    ):
        assert theirs in script
        script = script.replace(theirs, ours)
    path = f"{stand_ins(tmp_path / 'bin')}:{os.environ['PATH']}"
    done = subprocess.run(
        ["/bin/sh", "-e"],
        input=script,
        cwd=tmp_path,
        env={"PATH": path},
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "did:web:leerspoor.example:issuers:leerspoor-kempen signs with" in done.stderr
    assert stat.S_IMODE((tmp_path / "etc" / "kek").stat().st_mode) == 0o400
    assert stat.S_IMODE((tmp_path / "etc" / "env").stat().st_mode) == 0o640
