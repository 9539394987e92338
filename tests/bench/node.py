"""The two Node libraries, in one Node process that lives as long as the measuring (`tests/interop/timed.mjs`)."""

import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from credentials.instants import format_instant
from credentials.multibase import encode_base58btc
from tests.bench.subject import CONTEXTS, CREATED, DID, METHOD, NOW, SEED, SIGNER

SCRIPT = Path(__file__).parent.parent / "interop" / "timed.mjs"
LIBRARIES = ("digitalbazaar", "digitalcredentials")
_SECRET = b"\x80\x26"
_WARM = 60
"""Pieces of work after which Node's compiler has done what it will do."""


class Node:
    """A running Node process that was told everything and is warm."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process

    def seconds(self, by: str, work: str, times: int) -> float:
        """The seconds that one piece of `work` (sign or verify) by a library took, of so many."""
        self.tell({"by": by, "do": work, "times": times})
        assert self._process.stdout is not None
        answer = json.loads(self._process.stdout.readline())
        if "error" in answer:
            raise RuntimeError(f"{by} could not {work}: {answer['error']}")
        seconds: float = answer["seconds"]
        return seconds

    def tell(self, message: Any) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(message) + "\n")
        self._process.stdin.flush()

    def runner(self, by: str, work: str) -> "partial[float]":
        """What a contender runs."""
        return partial(self.seconds, by, work)


@contextmanager
def running(badges: list[dict[str, Any]], signed: list[bytes]) -> Iterator[Node]:
    """Node while it is needed, with the badges to sign and those to verify."""
    if not (SCRIPT.parent / "node_modules").exists():
        raise SystemExit("the Node libraries are missing: npm ci --ignore-scripts --prefix tests/interop")
    process = subprocess.Popen(["node", SCRIPT], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        node = Node(process)
        node.tell(_told(badges, signed))
        for by in LIBRARIES:
            for work in ("sign", "verify"):
                node.seconds(by, work, _WARM)
        yield node
    finally:
        process.kill()
        process.communicate()


def _told(badges: list[dict[str, Any]], signed: list[bytes]) -> dict[str, Any]:
    method = {"id": METHOD, "type": "Multikey", "controller": DID, "publicKeyMultibase": SIGNER.public_multikey}
    multikey = {"@context": "https://w3id.org/security/multikey/v1"} | method
    issuer = {"@context": ["https://www.w3.org/ns/did/v1"], "id": DID, "verificationMethod": [method]}
    return {
        "documents": CONTEXTS | {DID: issuer | {"assertionMethod": [METHOD]}, METHOD: multikey},
        "key": multikey | {"secretKeyMultibase": encode_base58btc(_SECRET + SEED)},
        "created": format_instant(CREATED),
        "badges": badges,
        "signed": [data.decode() for data in signed],
        "now": format_instant(NOW),
    }
