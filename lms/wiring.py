"""Settings become things that work, here and nowhere else; everybody else is handed a `Wiring`.

Not here: deciding anything, and the parts themselves (each has its own door).
"""

import os
import secrets
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from flask import current_app

from lms.db import Database
from lms.failpoints import arm
from lms.keystore import Keystore, open_keystore
from lms.mailing import Mailer, open_mailer
from lms.settings import Settings
from lms.storage import Storage, open_storage
from lms.tasks import make_celery

EXTENSION = "leerspoor.wiring"


@dataclass(frozen=True)
class Wiring:
    """What one installation consists of. Safe to share between threads; build it again after a fork."""

    settings: Settings
    database: Database
    storage: Storage
    secret: bytes = field(repr=False)
    """Signs cookies and short-lived links."""
    keystore: Keystore
    mailer: Mailer
    celery: Any
    """The Celery app, or None when the work is done inside the server."""


def build(settings: Settings) -> Wiring:
    """Everything that `settings` ask for. Makes `INSTANCE_DIR`; touches no table and no network."""
    settings.instance_dir.mkdir(parents=True, exist_ok=True)
    arm(settings.leerspoor_failpoint)
    return Wiring(
        settings=settings,
        database=Database(settings.database),
        storage=open_storage(settings),
        secret=secret_of(settings),
        keystore=open_keystore(settings.kek_path, create=not settings.production),
        mailer=open_mailer(settings),
        celery=make_celery(settings),
    )


def secret_of(settings: Settings) -> bytes:
    """SECRET_KEY; in the demo one is made once and kept in the instance folder."""
    if settings.secret_key:
        return settings.secret_key.encode()
    path = settings.instance_dir / "secret-key"
    if not path.exists():
        _write_secret(path, secrets.token_hex(32).encode())
    return path.read_bytes()


def _write_secret(path: Path, value: bytes) -> None:
    """Readable by its owner only, and never half written."""
    fresh = path.with_suffix(".new")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(value)
    fresh.replace(path)


def wiring() -> Wiring:
    """The wiring of the app that answers this request."""
    found: Wiring = current_app.extensions[EXTENSION]
    return found
