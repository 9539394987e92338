"""Badges of the running demo, judged by @digitalbazaar/vc with the documents that the demo itself serves.

Nothing is handed over inside the process: the site is started as a reader of the README would, badges come by content
negotiation, issuer documents and status lists over HTTP.
"""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.credentials import badges
from tests.credentials.mutations import leaves, name, one_letter, replaced
from tests.interop.judge import digitalbazaar

pytestmark = pytest.mark.node
JSON = dict[str, Any]
LEERSPOOR = Path(sys.executable).parent / "leerspoor"
STARTS_WITHIN = 90


def fetched(url: str) -> JSON:
    request = urllib.request.Request(url, headers={"Accept": "application/vc+ld+json"})
    with urllib.request.urlopen(request, timeout=10) as answer:
        document: JSON = json.load(answer)
    return document


@dataclass
class Demo:
    """A running demo: its address, and its environment for the console command."""

    address: str
    environment: dict[str, str]

    def awards(self) -> list[JSON]:
        done = subprocess.run([LEERSPOOR, "awards", "--json"], env=self.environment, capture_output=True, check=True)
        listed: list[JSON] = json.loads(done.stdout)
        return listed

    def badge(self, award: JSON) -> JSON:
        return fetched(f"{self.address}/badges/{award['public_id']}")

    def documents(self, credentials: list[JSON]) -> JSON:
        """What a stranger can look up for these: contexts, controller documents and status lists."""
        found: JSON = dict(badges.contexts())
        for credential in credentials:
            issuer = credential["issuer"]
            did = issuer["id"] if isinstance(issuer, dict) else issuer
            slug = did.rsplit(":", 1)[-1]
            found[did] = fetched(f"{self.address}/issuers/{slug}/did.json")
            status_list = credential["credentialStatus"]["statusListCredential"]
            found[status_list] = fetched(status_list)
        return found


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    folder = tmp_path_factory.mktemp("demo")
    address = f"http://localhost:{port}"
    environment = os.environ | {"INSTANCE_DIR": str(folder), "PORT": str(port), "BASE_URL": address}
    with (folder / "log").open("wb") as log:
        running = subprocess.Popen([LEERSPOOR, "demo"], env=environment, stdout=log, stderr=log, start_new_session=True)
    try:
        until = time.monotonic() + STARTS_WITHIN
        while not answers(f"{address}/healthz"):
            if running.poll() is not None or time.monotonic() > until:
                pytest.fail((folder / "log").read_text())
            time.sleep(0.1)
        yield Demo(address, environment)
    finally:
        os.killpg(running.pid, signal.SIGTERM)
        running.wait(20)


def answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2):
            return True
    except OSError:
        return False


def test_the_demo_holds_badges_in_every_state(demo: Demo) -> None:
    listed = demo.awards()
    assert {"valid", "revoked", "expired"} <= {award["status"] for award in listed}
    assert all({"public_id", "badge", "status"} <= award.keys() for award in listed)


def test_every_badge_of_the_demo_holds_with_others(demo: Demo) -> None:
    listed = [award for award in demo.awards() if award["status"] in {"valid", "revoked"}]
    credentials = [demo.badge(award) for award in listed]
    judged = digitalbazaar(credentials, demo.documents(credentials), now=datetime.now(UTC))
    seen = [(award["status"], one["verified"], one["status"]) for award, one in zip(listed, judged, strict=True)]
    expected = {"valid": ("valid", True, True), "revoked": ("revoked", True, False)}
    assert [each for each in seen if each != expected[each[0]]] == []
    assert len(seen) > 2


def test_every_one_letter_change_of_a_demo_badge_fails_with_others(demo: Demo) -> None:
    badge = demo.badge(next(award for award in demo.awards() if award["status"] == "valid"))
    changed = {name(path): replaced(badge, path, one_letter(value)) for path, value in leaves(badge)}
    judged = digitalbazaar(list(changed.values()), demo.documents([badge]), now=datetime.now(UTC))
    assert [where for where, one in zip(changed, judged, strict=True) if one["verified"]] == []
    assert len(changed) > 40
