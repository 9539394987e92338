"""Settings: one table, and production that does not start with a fault (one line each, no secret repeated)."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from lms.settings import Settings, SettingsError, load_settings, markdown

ROOT = Path(__file__).resolve().parents[2]
DATABASE_FAULT = "DATABASE_URL: must start with sqlite:/// or postgresql://; there is no other database"


@pytest.fixture
def good(tmp_path: Path) -> dict[str, str]:
    kek = tmp_path / "kek"
    kek.write_bytes(os.urandom(32))
    kek.chmod(0o400)
    return {
        "ENVIRONMENT": "production",
        "BASE_URL": "https://leerspoor.example",
        "INSTANCE_DIR": str(tmp_path / "instance"),
        "SECRET_KEY": "d41f0a7b93c25e8866f1b0aa27c4e9d5",
        "KEK_FILE": str(kek),
        "SMTP_URL": "smtp://mail.example:587",
        "MAIL_FROM": "Leerspoor <info@leerspoor.example>",
    }


def faults(env: dict[str, str]) -> list[str]:
    with pytest.raises(SettingsError) as caught:
        load_settings(env)
    return caught.value.faults


def test_production_with_everything(good: dict[str, str]) -> None:
    settings = load_settings(good)
    assert settings.production
    assert settings.host == "leerspoor.example"


@pytest.mark.parametrize(
    ("name", "value", "fault"),
    [
        ("SECRET_KEY", "", "SECRET_KEY: is missing"),
        ("SECRET_KEY", "changeme", "SECRET_KEY: is a well-known example, not a secret"),
        ("SECRET_KEY", "a" * 64, "SECRET_KEY: is a well-known example, not a secret"),
        ("SECRET_KEY", "kort-geheim-1", "SECRET_KEY: needs at least 32 characters"),
        ("BASE_URL", "http://leerspoor.example", "BASE_URL: must be https in production"),
        ("BASE_URL", "https://leerspoor.example/pad", "BASE_URL: must hold a scheme and a host only, no path"),
        ("BASE_URL", "leerspoor.example", "BASE_URL: must be an address such as https://leerspoor.example"),
        ("BASE_URL", "https://[", "BASE_URL: must be an address such as https://leerspoor.example"),
        ("BASE_URL", "https://h:high", "BASE_URL: must be an address such as https://leerspoor.example"),
        ("KEK_FILE", "", "KEK_FILE: is missing"),
        ("KEK_FILE", "/nowhere/kek", "KEK_FILE: there is no such file"),
        ("SMTP_URL", "", "SMTP_URL: is missing, nobody would get mail"),
        ("SMTP_URL", "http://mail.example", "SMTP_URL: must start with smtp:// or smtps://"),
        ("DATABASE_URL", "mysql://u:pw9@h/d", DATABASE_FAULT),
        ("DATABASE_URL", "postgres://h/d", DATABASE_FAULT),
        ("DATABASE_URL", "postgresql+psycopg2://h/d", DATABASE_FAULT),
        ("DATABASE_URL", "sqlite", DATABASE_FAULT),
        ("SMTP_URL", "smtp://[", "SMTP_URL: must start with smtp:// or smtps://"),
        ("BROKER_URL", "http://x", "BROKER_URL: must start with redis://, rediss:// or amqp://"),
        ("MAIL_FROM", "Leerspoor <leerspoor@localhost>", "MAIL_FROM: is still the example"),
        ("LEERSPOOR_FAILPOINT", "relay.claimed", "LEERSPOOR_FAILPOINT: is for tests only"),
    ],
)
def test_each_fault_is_one_line(good: dict[str, str], name: str, value: str, fault: str) -> None:
    assert fault in faults(good | {name: value})


def test_a_key_file_that_others_may_read(good: dict[str, str]) -> None:
    Path(good["KEK_FILE"]).chmod(0o644)
    assert faults(good) == ["KEK_FILE: others may read it; make its mode 0400"]


def test_values_that_are_not_what_they_should_be(good: dict[str, str]) -> None:
    found = faults(good | {"PORT": "high", "ENVIRONMENT": "prod", "TRUSTED_PROXIES": "-1"})
    assert sorted(line.split(":")[0] for line in found) == ["ENVIRONMENT", "PORT", "TRUSTED_PROXIES"]


@pytest.mark.parametrize(
    "url", ["sqlite:////tmp/x.sqlite3", "sqlite://", "postgresql://u:p@h/d", "postgresql+psycopg:///d"]
)
def test_the_databases_that_there_are(good: dict[str, str], url: str) -> None:
    assert load_settings(good | {"DATABASE_URL": url}).database == url


def test_a_value_of_the_wrong_type_hides_no_other_fault(good: dict[str, str]) -> None:
    found = faults(good | {"PORT": "high", "SECRET_KEY": "", "KEK_FILE": "", "DATABASE_URL": "mysql://h/d"})
    names = ["DATABASE_URL", "KEK_FILE", "PORT", "SECRET_KEY"]
    assert sorted(line.split(":")[0] for line in found) == names


def test_a_misspelt_environment_is_not_taken_for_the_demo(good: dict[str, str]) -> None:
    found = faults(good | {"ENVIRONMENT": "prod", "SECRET_KEY": ""})
    assert [line.split(":")[0] for line in found] == ["ENVIRONMENT", "SECRET_KEY"]


def test_no_fault_repeats_a_secret(good: dict[str, str]) -> None:
    found = faults(good | {"SECRET_KEY": "geheim-maar-kort", "SMTP_URL": "http://u:wachtwoord@x"})
    assert "geheim-maar-kort" not in str(found)
    assert "wachtwoord" not in str(found)


def test_nothing_printed_shows_a_secret(good: dict[str, str]) -> None:
    settings = load_settings(good | {"SMTP_URL": "smtp://u:wachtwoord@x", "DATABASE_URL": "postgresql://u:pw9@h/d"})
    assert "wachtwoord" not in repr(settings)
    assert "pw9" not in repr(settings)
    assert good["SECRET_KEY"] not in repr(settings)


def test_the_machine_around_a_test_does_not_count(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("BASE_URL", "https://elsewhere.example")
    assert load_settings({"INSTANCE_DIR": str(tmp_path)}).base_url == "http://localhost:8000"


def test_the_demo_needs_nothing(tmp_path: Path) -> None:
    settings = load_settings({"INSTANCE_DIR": str(tmp_path)})
    assert settings.database == f"sqlite:///{tmp_path}/leerspoor.sqlite3"
    assert settings.kek_path == tmp_path / "key-encryption-key"


def test_the_table_in_the_docs_is_the_table_in_the_code() -> None:
    assert (ROOT / "docs" / "settings.md").read_text() == markdown(), (
        "run: leerspoor settings --markdown > docs/settings.md"
    )
    for name in Settings.model_fields:
        assert f"| `{name.upper()}` |" in markdown()


def test_starting_production_with_faults_ends_at_once(tmp_path: Path) -> None:
    """The real command: one line for each fault on standard error, status 2, no trace."""
    env = {"PATH": os.environ["PATH"], "ENVIRONMENT": "production", "INSTANCE_DIR": str(tmp_path)}
    command = [sys.executable, "-m", "lms.cli", "serve"]
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 2
    assert done.stderr.splitlines() == [
        "SECRET_KEY: is missing",
        "BASE_URL: must be https in production",
        "KEK_FILE: is missing",
        "SMTP_URL: is missing, nobody would get mail",
        "MAIL_FROM: is still the example",
    ]
