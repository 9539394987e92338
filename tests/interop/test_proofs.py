"""ecdsa-rdfc-2019, ecdsa-sd-2023 and Ed25519Signature2020 with Digital Bazaar's software, both ways.

Ours hold there and fail after a change; theirs hold here. A base proof of either is taken apart by the other.
"""

import json
import subprocess
from typing import Any

import pytest

from credentials.contexts import ED25519_2020_V1
from credentials.disclosing import disclose
from credentials.identifiers import did_key
from credentials.instants import format_instant
from credentials.issuing import issue
from credentials.mandatory import mandatory_pointers
from credentials.multibase import encode_base58btc
from credentials.report import Verdict
from credentials.signers import EcdsaSigner, Ed25519Signer
from tests.credentials import badges
from tests.credentials.mutations import leaves, one_letter, replaced
from tests.interop.judge import FOLDER

pytestmark = pytest.mark.node
ACHIEVEMENT = "/credentialSubject/achievement"
SHOW = ["/name", f"{ACHIEVEMENT}/alignment/1", "/credentialSubject/identifier", "/credentialSubject/creditsEarned"]
PRIVATE = {"P-256": b"\x86\x26", "P-384": b"\x87\x26", "Ed25519": b"\x80\x26"}


class Issuer:
    """A did:key issuer: its signer here, and its key pair there."""

    def __init__(self, kind: Any) -> None:
        self.kind = kind
        key = self._signer("x:x").public_multikey
        self.did = did_key(key)
        self.signer = self._signer(f"{self.did}#{key}")

    def _signer(self, method: str) -> Any:
        if self.kind == "Ed25519":
            return Ed25519Signer.from_seed(b"\x21" * 32, method)
        return EcdsaSigner.from_secret(b"\x21" * (32 if self.kind == "P-256" else 48), method, self.kind)

    @property
    def pair(self) -> dict[str, str]:
        secret = self.signer.seed + self.signer.public_key.raw if self.kind == "Ed25519" else self.signer.secret
        return {
            "id": self.signer.verification_method,
            "type": "Multikey",
            "controller": self.did,
            "publicKeyMultibase": self.signer.public_multikey,
            "secretKeyMultibase": encode_base58btc(PRIVATE[self.kind] + secret),
        }

    def badge(self, **changes: Any) -> dict[str, Any]:
        badge = badges.rich().to_dict()
        badge["issuer"]["id"] = self.did
        del badge["credentialStatus"]
        return badge | changes

    def documents(self) -> dict[str, Any]:
        key = badges.PublishedKey(self.signer.verification_method, self.signer.public_multikey)
        document = badges.controller_document(did=self.did, also_known_as=[], keys=[key])
        return badges.contexts() | {self.did: document}


ISSUERS = {kind: Issuer(kind) for kind in PRIVATE}
P256 = ISSUERS["P-256"]


def _ask(issuer: Issuer, *tasks: dict[str, Any]) -> list[dict[str, Any]]:
    question = {"tasks": tasks, "documents": issuer.documents(), "now": format_instant(badges.NOW)}
    done = subprocess.run(
        ["node", FOLDER / "proofs.mjs"],
        input=json.dumps(question),
        capture_output=True,
        text=True,
        timeout=110,
        check=True,
    )
    answers: list[dict[str, Any]] = json.loads(done.stdout)
    return answers


def _here(credential: dict[str, Any]) -> Verdict:
    return badges.World().verify(credential).verdict


@pytest.mark.parametrize("kind", ["P-256", "P-384"])
def test_ecdsa_both_ways(kind: str) -> None:
    """With an achievement that has ties between blank nodes, where the hash inside RDFC-1.0 decides."""
    issuer = ISSUERS[kind]
    ours = issue(issuer.badge(), issuer.signer, created=badges.CREATED).document
    changed = replaced(ours, ("name",), "Anders")
    answers = _ask(
        issuer,
        {"do": "verify", "credential": ours},
        {"do": "verify", "credential": changed},
        {"do": "sign", "suite": "ecdsa-rdfc-2019", "credential": issuer.badge(), "key": issuer.pair},
    )
    assert [answer.get("verified") for answer in answers[:2]] == [True, False]
    theirs = answers[2]["credential"]
    assert (_here(theirs), _here(replaced(theirs, ("name",), "Anders"))) == (Verdict.VALID, Verdict.INVALID)


def test_the_older_suite_of_theirs_is_read() -> None:
    issuer = ISSUERS["Ed25519"]
    badge = issuer.badge()
    badge["@context"] = [*badge["@context"], ED25519_2020_V1]
    task = {"do": "sign", "suite": "Ed25519Signature2020", "credential": badge, "key": issuer.pair}
    theirs = _ask(issuer, task)[0]["credential"]
    assert theirs["proof"]["type"] == "Ed25519Signature2020"
    assert (_here(theirs), _here(replaced(theirs, ("name",), "Anders"))) == (Verdict.VALID, Verdict.INVALID)


def test_what_we_show_in_part_holds_there() -> None:
    base = issue(P256.badge(), P256.signer, created=badges.CREATED, suite="ecdsa-sd-2023").document
    shown = [disclose(base, show).document for show in ([], SHOW, [""])]
    answers = _ask(P256, *({"do": "verify", "credential": credential} for credential in shown))
    assert [(answer["verified"], answer.get("error")) for answer in answers] == [(True, None)] * 3


def test_one_letter_of_a_part_fails_there_and_here() -> None:
    base = issue(P256.badge(), P256.signer, created=badges.CREATED, suite="ecdsa-sd-2023").document
    shown = disclose(base, SHOW).document
    changed = [replaced(shown, path, one_letter(value)) for path, value in leaves(shown)]
    answers = _ask(P256, *({"do": "verify", "credential": credential} for credential in changed))
    assert [answer.get("verified") for answer in answers].count(True) == 0
    assert all(_here(credential) is not Verdict.VALID for credential in changed)


def test_they_take_ours_apart() -> None:
    base = issue(P256.badge(), P256.signer, created=badges.CREATED, suite="ecdsa-sd-2023").document
    answers = _ask(P256, *({"do": "derive", "credential": base, "show": show} for show in ([], SHOW)))
    for answer, show in zip(answers, ([], SHOW), strict=True):
        assert _here(answer["credential"]) is Verdict.VALID
        ours = disclose(base, show).document
        assert answer["credential"] == ours, "the same part, and the same proof value"


def test_we_take_theirs_apart() -> None:
    badge = P256.badge()
    task = {"do": "sign", "suite": "ecdsa-sd-2023", "credential": badge, "key": P256.pair}
    base = _ask(P256, task | {"mandatory": mandatory_pointers(badge)})[0]["credential"]
    shown = [disclose(base, show).document for show in ([], SHOW)]
    assert [_here(credential) for credential in shown] == [Verdict.VALID] * 2
    answers = _ask(P256, *({"do": "verify", "credential": credential} for credential in shown))
    assert [answer["verified"] for answer in answers] == [True, True]
