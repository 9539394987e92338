"""Everything that can be set from outside, typed, in one table; `docs/settings.md` is generated from it.

A production installation with a fault here does not start: `faults()` gives one line for each.
Not here: building anything from the settings (`lms.wiring`), and settings of one organisation (rows).
"""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Literal
from urllib.parse import SplitResult, urlsplit

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

#: Values that stand in examples all over the web; none of them is a secret.
PLACEHOLDERS = frozenset({"dev", "secret", "changeme", "change-me", "change_me", "password", "default"})
MIN_SECRET = 32
#: The ways to write the two databases that there are drivers for.
DATABASES = frozenset({"sqlite", "sqlite+pysqlite", "postgresql", "postgresql+psycopg"})
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


class SettingsError(Exception):
    """The settings do not hold together; `faults` has one line for each thing that is wrong."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


class Settings(BaseSettings):
    """The environment of one installation. Each field is the variable of the same name in capitals."""

    model_config = SettingsConfigDict(frozen=True, extra="ignore")

    environment: Literal["demo", "production"] = Field(
        "demo", description="`production` asks for every secret and refuses to start without one."
    )
    base_url: str = Field(
        "http://localhost:8000",
        description="Address of the site as people type it, without a path. Every link in a mail starts with it.",
    )
    instance_dir: Path = Field(
        Path("instance"), description="Folder for what belongs to this installation: database, files, keys, mails."
    )
    database_url: str = Field(
        "", repr=False, description="SQLAlchemy address. Empty: SQLite in `INSTANCE_DIR`. At scale `postgresql://...`."
    )
    broker_url: str = Field(
        "",
        repr=False,
        description="`redis://...` or `amqp://...` for Celery. Empty: the work is done inside the server.",
    )
    secret_key: str = Field(
        "", repr=False, description="At least 32 characters; signs cookies and links. In the demo one is made and kept."
    )
    kek_file: str = Field(
        "",
        description="File with the 32 bytes that wrap signing keys, mode 0400, never in a backup of the database. "
        "In the demo one is made in `INSTANCE_DIR`.",
    )
    storage_url: str = Field(
        "", repr=False, description="Where uploads are kept: empty for `INSTANCE_DIR/files`, or `s3://bucket/prefix`."
    )
    smtp_url: str = Field(
        "",
        repr=False,
        description="`smtp://user:password@host:587` (STARTTLS) or `smtps://...`. Empty: mails become files in "
        "`INSTANCE_DIR/outbox`.",
    )
    mail_from: str = Field("Leerspoor <leerspoor@localhost>", description="Sender of every mail.")
    listen: str = Field("127.0.0.1", description="Network address that `leerspoor serve` listens on.")
    port: int = Field(8000, ge=1, le=65535, description="Port that `leerspoor serve` listens on.")
    threads: int = Field(8, ge=1, le=128, description="Web threads of `leerspoor serve`.")
    relay_threads: int = Field(
        2, ge=0, le=32, description="Threads inside the server that do queued work when there is no broker."
    )
    lease_seconds: int = Field(
        60, ge=1, le=3600, description="After so many seconds another worker takes over work that did not end."
    )
    trusted_proxies: int = Field(
        0, ge=0, le=5, description="How many proxies of your own stand before the site (`X-Forwarded-*`)."
    )
    outbound_private_hosts: str = Field(
        "",
        description="Comma-separated `host` or `host:port` on a private network that verification may fetch from "
        "(http allowed for these only).",
    )
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field("INFO", description="How much is logged.")
    leerspoor_failpoint: str = Field(
        "", description="For tests of faults: `name[:n]` kills the process the n-th time it gets there."
    )

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Only what `load_settings` hands over counts, so a test never sees the machine's environment."""
        return (init_settings,)

    @property
    def production(self) -> bool:
        return self.environment == "production"

    @property
    def database(self) -> str:
        """The database address, with the default filled in."""
        return self.database_url or f"sqlite:///{self.instance_dir.resolve() / 'leerspoor.sqlite3'}"

    @property
    def host(self) -> str:
        """Host and, where it is not the usual one, port of the site: `leerspoor.example` or `localhost:8000`."""
        return urlsplit(self.base_url).netloc

    @property
    def kek_path(self) -> Path:
        """Where the key-encryption key lies."""
        return Path(self.kek_file) if self.kek_file else self.instance_dir / "key-encryption-key"

    @property
    def private_hosts(self) -> frozenset[str]:
        return frozenset(part.strip().lower() for part in self.outbound_private_hosts.split(",") if part.strip())


def load_settings(env: Mapping[str, str] | None = None) -> Settings:
    """Settings from `env` (default: the process's environment). Raises SettingsError with every fault at once."""
    settings, found = _read(env)
    unreadable = {line.partition(":")[0] for line in found}
    found += [line for line in faults(settings) if line.partition(":")[0] not in unreadable]
    if found:
        raise SettingsError(found)
    return settings


def read_settings(env: Mapping[str, str] | None = None) -> Settings:
    """The same without asking whether a site could run on them, for commands that run none."""
    settings, found = _read(env)
    if found:
        raise SettingsError(found)
    return settings


def _read(env: Mapping[str, str] | None) -> tuple[Settings, list[str]]:
    """What can be read, with defaults for the rest, and a line for each value that is not of its type.

    Whoever tried to name an environment and missed did not mean the demo, so the rest is judged as production.
    """
    source = os.environ if env is None else env
    given = {name: source[name.upper()] for name in Settings.model_fields if source.get(name.upper())}
    try:
        return Settings.model_validate(given), []
    except ValidationError as error:
        wrong = {str(fault["loc"][0]): fault["msg"] for fault in error.errors()}
    readable = {name: value for name, value in given.items() if name not in wrong}
    if "environment" in wrong:
        readable["environment"] = "production"
    return Settings.model_validate(readable), [f"{name.upper()}: {what}" for name, what in wrong.items()]


def faults(settings: Settings) -> list[str]:
    """What is wrong, one line each; values of secrets are never repeated."""
    found = _address_faults(settings)
    if settings.production:
        found += _production_faults(settings)
    return found


def _address_faults(settings: Settings) -> list[str]:
    found = []
    parts = _parts(settings.base_url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        found.append("BASE_URL: must be an address such as https://leerspoor.example")
    elif parts.path not in ("", "/") or parts.query or parts.fragment or parts.username:
        found.append("BASE_URL: must hold a scheme and a host only, no path")
    if settings.database_url and _scheme(settings.database_url) not in DATABASES:
        found.append("DATABASE_URL: must start with sqlite:/// or postgresql://; there is no other database")
    if settings.smtp_url and _parts(settings.smtp_url).scheme not in ("smtp", "smtps"):
        found.append("SMTP_URL: must start with smtp:// or smtps://")
    if settings.broker_url and _scheme(settings.broker_url) not in ("redis", "rediss", "amqp", "amqps", "unix"):
        found.append("BROKER_URL: must start with redis://, rediss:// or amqp://")
    if "\n" in settings.mail_from or "@" not in settings.mail_from:
        found.append("MAIL_FROM: must be a mail address, such as Leerspoor <info@leerspoor.example>")
    return found


def _parts(address: str) -> SplitResult:
    """The parts of an address; of one that is none (`http://[`, a port of letters), no parts."""
    try:
        parts = urlsplit(address)
        parts.port  # noqa: B018 (reading it is the check)
    except ValueError:
        return urlsplit("")
    return parts


def _scheme(address: str) -> str:
    scheme, mark, _rest = address.partition("://")
    return scheme if mark else ""


def _production_faults(settings: Settings) -> list[str]:
    found = []
    if not settings.secret_key:
        found.append("SECRET_KEY: is missing")
    elif settings.secret_key.lower() in PLACEHOLDERS or len(set(settings.secret_key)) < 8:
        found.append("SECRET_KEY: is a well-known example, not a secret")
    elif len(settings.secret_key) < MIN_SECRET:
        found.append(f"SECRET_KEY: needs at least {MIN_SECRET} characters")
    if _parts(settings.base_url).scheme != "https":
        found.append("BASE_URL: must be https in production")
    found += _kek_faults(settings)
    if not settings.smtp_url:
        found.append("SMTP_URL: is missing, nobody would get mail")
    if settings.mail_from.rstrip(">").endswith("@localhost"):
        found.append("MAIL_FROM: is still the example")
    if settings.leerspoor_failpoint:
        found.append("LEERSPOOR_FAILPOINT: is for tests only")
    return found


def _kek_faults(settings: Settings) -> list[str]:
    if not settings.kek_file:
        return ["KEK_FILE: is missing"]
    path = Path(settings.kek_file)
    if not path.is_file():
        return ["KEK_FILE: there is no such file"]
    if path.stat().st_mode & 0o077:
        return ["KEK_FILE: others may read it; make its mode 0400"]
    return []


def markdown() -> str:
    """The table of `docs/settings.md`."""
    lines = [
        "# Settings",
        "",
        "Everything is set by environment variables. This table is made from `lms/settings.py` by",
        "`leerspoor settings --markdown`.",
        "",
        "| variable | default | meaning |",
        "|---|---|---|",
    ]
    for name, field in Settings.model_fields.items():
        default = "" if field.default in ("", None) else f"`{field.default}`"
        lines.append(f"| `{name.upper()}` | {default} | {field.description} |")
    return "\n".join(lines) + "\n"
