"""The `leerspoor` command as people and programs meet it: results on standard output, one line when it fails."""

import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]


class Shell:
    """Runs the real command in an installation of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.env = {
            "PATH": os.environ["PATH"],
            "INSTANCE_DIR": str(folder),
            "SECRET_KEY": "for-tests-only-0123456789abcdef-x",
        }

    def __call__(self, *arguments: str, status: int = 0, **env: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "lms.cli", *arguments]
        found = subprocess.run(
            command, cwd=ROOT, env=self.env | env, capture_output=True, text=True, timeout=60, check=False
        )
        assert found.returncode == status, found.stdout + found.stderr
        assert "Traceback" not in found.stderr
        return found


@pytest.fixture(scope="module")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An installation without anybody, made once and copied for each test."""
    shell = Shell(tmp_path_factory.mktemp("migrated") / "instance")
    shell("migrate")
    return shell.folder


@pytest.fixture(scope="module")
def peopled(migrated: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same with one school and one teacher."""
    shell = Shell(Path(shutil.copytree(migrated, tmp_path_factory.mktemp("peopled") / "instance")))
    shell("organisation", "add", "de-brug", "Atheneum De Brug")
    shell("person", "add", "Nele Wouters", "--email", "Nele@Brug.example", "--role", "de-brug:learner")
    return shell.folder


@pytest.fixture
def run(migrated: Path, tmp_path: Path) -> Shell:
    """The command in an installation without anybody."""
    return Shell(Path(shutil.copytree(migrated, tmp_path / "instance")))


@pytest.fixture
def school(peopled: Path, tmp_path: Path) -> Shell:
    """The command in an installation with Nele in it."""
    return Shell(Path(shutil.copytree(peopled, tmp_path / "instance")))


def test_help_names_every_command(run: Shell) -> None:
    from lms.cli import COMMANDS

    text = run("--help").stdout
    assert [name for name in COMMANDS if not re.search(rf"^  {name}\b", text, re.MULTILINE)] == []


def test_people_are_added_let_in_exported_and_erased(school: Shell, tmp_path: Path) -> None:
    link = school("person", "link", "nele@brug.example").stdout.strip()
    assert re.fullmatch(r"http://localhost:8000/aanmelden/link/[\w-]{43}", link)
    archive = tmp_path / "nele.zip"
    school("person", "export", "nele@brug.example", str(archive))
    assert archive.stat().st_mode & 0o077 == 0
    with zipfile.ZipFile(archive) as file:
        assert json.loads(file.read("leerspoor.json"))["person"]["roles"] == [
            {"organisation": "Atheneum De Brug", "role": "learner"}
        ]
    erased = school("person", "erase", "nele@brug.example", "--yes", "--json")
    assert json.loads(erased.stdout) == {"person": 1, "erased": True}
    assert "nobody has this address" in school("person", "link", "nele@brug.example", status=1).stderr


def test_erasing_asks_first(school: Shell) -> None:
    school("person", "erase", "nele@brug.example", status=130)
    school("person", "link", "nele@brug.example")


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (("person", "link", "niemand@x.example"), "niemand@x.example: nobody has this address"),
        (("person", "role", "nele@brug.example", "nergens:learner"), "nergens: there is no such organisation"),
        (("person", "role", "nele@brug.example", "de-brug:king"), "king: choose one of"),
        (("person", "add", "X", "--email", "nele@brug.example"), "somebody has this address"),
        (("organisation", "add", "de-brug", "Nog een"), "de-brug: this organisation exists"),
        (("backup", "/nowhere/at/all.zip"), "/nowhere/at: there is no such folder"),
    ],
)
def test_what_cannot_be_done_is_one_line(school: Shell, arguments: tuple[str, ...], line: str) -> None:
    error = school(*arguments, status=1).stderr
    assert line in error.replace("\n", "")
    assert error.startswith("Error: ")


@pytest.mark.parametrize(
    ("arguments", "said", "command"),
    [
        (("dance",), "No such command 'dance'.", ""),
        (("--nope",), "No such option '--nope'.", ""),
        (("backup",), "Missing argument 'TARGET'.", " backup"),
        (("person", "add"), "Missing argument 'NAME'.", " person add"),
        (("issuers", "add", "x"), "Missing option '--organisation'.", " issuers add"),
        (("serve", "--port", "high"), "Invalid value for '--port'", " serve"),
        (("organisation", "add", "a", "b", "--kind", "king"), "'king' is not one of", " organisation add"),
        (("content", "framework", "/nowhere.csv"), "'/nowhere.csv' does not exist.", " content framework"),
    ],
)
def test_wrong_usage_is_one_line(tmp_path: Path, arguments: tuple[str, ...], said: str, command: str) -> None:
    found = Shell(tmp_path)(*arguments, status=2)
    (line,) = found.stderr.splitlines()
    assert line.startswith("Error: ")
    assert said in line
    assert line.endswith(f" See: python -m lms.cli{command} --help")
    assert found.stdout == ""


@pytest.mark.parametrize("arguments", [("--help",), ("person", "--help"), ("backup", "-h")])
def test_help_is_asked_for_and_given(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    found = Shell(tmp_path)(*arguments)
    assert found.stdout.startswith("Usage: ")
    assert len(found.stdout.splitlines()) > 4
    assert found.stderr == ""


def test_backup_and_restore(school: Shell, tmp_path: Path) -> None:
    archive = tmp_path / "a.zip"
    manifest = json.loads(school("backup", str(archive), "--json").stdout)
    assert manifest["parts"]["tables/person.jsonl"]["rows"] == 1
    assert "not empty" in school("restore", str(archive), status=1).stderr
    other = Shell(tmp_path / "other")
    result = json.loads(other("restore", str(archive), "--json").stdout)
    assert result["rows"] >= 5
    other("person", "link", "nele@brug.example")


def test_settings_are_shown_without_secrets(run: Shell) -> None:
    shown = run("settings", "--json", SMTP_URL="smtp://u:wachtwoord@mail.example").stdout
    assert json.loads(shown)["SMTP_URL"] == "smtp://u:[struck out]@mail.example"
    assert "wachtwoord" not in shown
    assert "for-tests-only" not in shown
    assert "| `SECRET_KEY` |" in run("settings", "--markdown").stdout


def test_production_does_not_migrate_by_itself(tmp_path: Path) -> None:
    kek = tmp_path / "kek"
    kek.write_bytes(os.urandom(32))
    kek.chmod(0o400)
    shell = Shell(tmp_path / "instance")
    production = {
        "ENVIRONMENT": "production",
        "BASE_URL": "https://leerspoor.example",
        "KEK_FILE": str(kek),
        "SMTP_URL": "smtp://mail.example",
        "MAIL_FROM": "Leerspoor <info@leerspoor.example>",
    }
    assert "run: leerspoor migrate" in shell("serve", status=1, **production).stderr


def test_a_port_that_is_taken(run: Shell) -> None:
    import socket

    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        assert run("serve", "--port", port, status=1).stderr == "Error: Address already in use\n"


@pytest.mark.parametrize("command", ["serve", "demo"])
def test_a_port_that_does_not_exist(run: Shell, command: str) -> None:
    assert "65535" in run(command, "--port", "99999", status=2).stderr


def test_an_error_longer_than_the_screen_stays_one_line(school: Shell) -> None:
    target = "/no-such-folder/" + "far/" * 20 + "nele.zip"
    wanted = f"Error: {target}: No such file or directory\n"
    assert school("person", "export", "nele@brug.example", target, status=1).stderr == wanted
    shown = school("settings", status=2, TRUSTED_PROXIES="many").stderr.splitlines()
    assert [line.split(":")[0] for line in shown] == ["TRUSTED_PROXIES"]


def test_a_database_that_nobody_migrated(tmp_path: Path) -> None:
    found = Shell(tmp_path / "empty")("awards", "--json", status=1)
    assert found.stderr == "Error: the database is empty or behind this release; run: leerspoor migrate\n"


def test_a_server_with_wrong_settings_says_so_without_a_trace(tmp_path: Path) -> None:
    """What gunicorn imports; 3 is the status at which it stops instead of trying for ever."""
    env = {"PATH": os.environ["PATH"], "INSTANCE_DIR": str(tmp_path), "ENVIRONMENT": "production"}
    found = subprocess.run(
        [sys.executable, "-c", "import wsgi"],
        cwd=ROOT,
        env=env,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert found.returncode == 3
    lines = found.stderr.splitlines()
    assert "SECRET_KEY: is missing" in lines
    assert all(line.split(":")[0].isupper() for line in lines)
