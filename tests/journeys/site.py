"""The real server, as a process of its own, on a free port and in a folder of its own.

Its rows are made beforehand by the same flows as in the site (`tests.journeys.world`); mails are files in its folder.
"""

import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import TypeVar

from sqlalchemy import select

import lms.relay_handlers  # noqa: F401  (the work that the flows leave behind is done in this process too)
from courses.outbox.models import OutboxMessage
from lms import clock
from lms.migrating import migrate
from lms.settings import load_settings
from lms.wiring import Wiring, build
from tests.journeys.world import World, make_world

Found = TypeVar("Found")
PATIENCE = 20.0
"""Seconds after which something that had to come by itself counts as lost."""


def wait_for(look: Callable[[], Found | None], what: str, seconds: float = PATIENCE) -> Found:
    """What `look` finds as soon as it finds it; fails with `what` when that takes longer than `seconds`."""
    deadline = time.monotonic() + seconds
    while (found := look()) is None:
        if time.monotonic() > deadline:
            raise AssertionError(f"{what} did not come within {seconds:g} s")
        time.sleep(0.03)
    return found


@dataclass(frozen=True)
class Site:
    """One running installation, and what is in it."""

    base: str
    env: dict[str, str]
    wiring: Wiring
    """Opens the same database and files, to look at what became of them."""
    world: World

    @property
    def folder(self) -> Path:
        return self.wiring.settings.instance_dir

    def mails(self, address: str) -> list[EmailMessage]:
        """Everything mailed to `address` so far, oldest first."""
        read = (message_from_bytes(path.read_bytes(), policy=default) for path in sorted(self._outbox.glob("*.eml")))
        return [mail for mail in read if isinstance(mail, EmailMessage) and address in str(mail["To"])]

    @property
    def _outbox(self) -> Path:
        return self.folder / "outbox"

    def mail(self, address: str, pattern: str, after: int = 0) -> re.Match[str]:
        """The first match of `pattern` in the text of a mail to `address`, those before number `after` left out."""

        def look() -> re.Match[str] | None:
            texts = (text_of(mail) for mail in self.mails(address)[after:])
            return next((match for text in texts if (match := re.search(pattern, text))), None)

        return wait_for(look, f"a mail to {address} with {pattern!r}")

    def command(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run `leerspoor` on this installation."""
        command = [sys.executable, "-m", "lms.cli", *words]
        return subprocess.run(command, env=self.env, capture_output=True, text=True, check=False, timeout=60)


def failures(site: Site) -> list[str]:
    """What the queued work of this site stumbled over. What was let go on purpose is done, and says why it was."""
    stumbled = OutboxMessage.last_error.is_not(None), OutboxMessage.done_at.is_(None)
    with site.wiring.database.reading() as session:
        rows = session.scalars(select(OutboxMessage).where(*stumbled)).all()
        return [f"{row.kind}: {row.last_error}" for row in rows]


def text_of(mail: EmailMessage) -> str:
    """Subject and plain text."""
    body = mail.get_body(("plain",))
    return f"{mail['Subject']}\n{body.get_content() if body else ''}"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running_site(folder: Path) -> Iterator[Site]:
    """A site full of people, served until the block ends."""
    port = free_port()
    base = f"http://localhost:{port}"
    env = {
        **{name: os.environ[name] for name in ("PATH", "HOME", "LANG", "TMPDIR") if name in os.environ},
        "INSTANCE_DIR": str(folder),
        "BASE_URL": base,
        "PORT": str(port),
        "SECRET_KEY": "for-journeys-only-0123456789abcdef-xyz",
        "PYTHONPATH": str(Path(__file__).resolve().parents[2]),
    }
    wiring = build(load_settings(env))
    migrate(wiring.database)
    world = make_world(wiring, clock.now())
    with (folder / "server.log").open("wb") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "lms.cli", "serve"], env=env, stdout=log, stderr=subprocess.STDOUT
        )
        try:
            wait_for(lambda: _answers(base, server), "the server")
            yield Site(base, env, wiring, world)
        finally:
            server.terminate()
            server.wait(20)
            wiring.database.engine.dispose()


def _answers(base: str, server: subprocess.Popen[bytes]) -> bool | None:
    assert server.poll() is None, "the server stopped; see server.log"
    try:
        with urllib.request.urlopen(f"{base}/healthz", timeout=2) as answer:
            return True if answer.status == 200 else None
    except OSError:
        return None
