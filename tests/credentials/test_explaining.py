"""What is told of each check: that it was looked at only when it was, and what that does not prove."""

import json
from typing import Any

import pytest

from credentials.baking import bake_png
from credentials.explaining import Explanation, explain
from credentials.report import CHECKS
from tests.credentials import badges, tokens
from tests.credentials.badges import DID, LIST, NOW
from tests.credentials.carriers import JSON, picture


def _explained(source: Any, world: badges.World | None = None, recipient: str | None = None) -> dict[str, Explanation]:
    report = (world or tokens.world()).verify(source, recipient=recipient)
    return explain(report, now=NOW, recipient=recipient)


def _looked_at(source: Any, **options: Any) -> dict[str, str]:
    return {name: one.looked_at for name, one in _explained(source, **options).items()}


def test_a_badge_with_about_everything() -> None:
    told = _looked_at(badges.signed(badges.endorsed()).data, world=badges.endorsed_world(), recipient=badges.EMAIL)
    contexts = badges.small()["@context"]
    assert told == {
        "structure": "What kind of file it is, its size, names that stand twice, and each part of the badge.",
        "context": f"Each name, type and address in the badge, against the stored copies of {', '.join(contexts)}.",
        "proof": f"The signature of the kind eddsa-rdfc-2022 with the key {DID}#key-1, made 2026-11-20T12:00:00Z.",
        "issuer": f"The keys of the issuer {DID}, asked at https://badges.example/issuers/linden/did.json.",
        "status": f"Place 94567 in the list for revocation at {LIST}.",
        "dates": "validFrom 2026-11-20T12:00:00Z, validUntil 2031-11-20T12:00:00Z, at 2026-11-22T09:30:00Z.",
        "schema": "The badge, which names no schema.",
        "recipient": f"{badges.EMAIL}, against the id of the subject and each of its identifiers, hashed or plain.",
        "endorsements": "Endorsements of the badge, of what was achieved and of its organisations: 2.",
    }


def test_the_least_badge() -> None:
    told = _looked_at(badges.signed(badges.small()).data)
    assert told["status"] == "The badge, which names no list."
    assert told["dates"] == "validFrom 2026-11-20T12:00:00Z, at 2026-11-22T09:30:00Z."
    assert told["recipient"] == "Nothing, since nobody was asked about."
    assert told["endorsements"] == "The badge, which holds none."


def test_a_token_has_its_own_section() -> None:
    told = _explained(tokens.forge(tokens.payload(), tokens.signer()))["proof"]
    assert told.looked_at == "The signature of the token, over its header and the badge as it was sent."
    assert '"JSON Web Token Proof Format"' in told.section
    assert '"Verify Proof"' in _explained(bake_png(picture(), JSON))["proof"].section


def test_what_was_not_looked_at_is_not_said_to_be() -> None:
    changed = JSON.replace(b"Arduino", b"Arduina", 1)
    told = _looked_at(changed)
    assert told["status"] == told["endorsements"] == "Nothing, because of what was found before."
    undefined = badges.signed(badges.small()).document | {"unknown": 1}
    told = _looked_at(undefined)
    assert told["proof"] == told["issuer"] == "Nothing, because of what was found before."
    assert list(_looked_at(b"hello")) == ["structure"]
    assert list(_looked_at(b"{}")) == ["structure"]


STRANGE: dict[str, Any] = {
    "issuer": [1, None, {"id": 7}, "did:web:", "did:key:z1", {"id": "urn:x"}],
    "proof": [1, [], [1], {"type": 7}, [{"type": "X", "created": 4}] * 9, None],
    "credentialStatus": [1, [], [1, {}], {"id": 7}, {"statusListCredential": []}],
    "credentialSchema": [1, [], [{}, {"id": "urn:x"}]],
    "credentialSubject": [1, [], {"achievement": 1}, {"achievement": {"endorsement": 7}}],
    "@context": [1, [], {}, ["a", {}], ["x" * 9_000] * 9],
    "validFrom": [1, [], "x"],
}


@pytest.mark.parametrize("member", STRANGE)
def test_any_badge_can_be_explained(member: str) -> None:
    """Whatever stands where something else should: explained or left out, and never at length."""
    for value in STRANGE[member]:
        source = json.dumps(badges.signed().document | {member: value}).encode()
        told = _explained(source)
        assert set(told) <= set(CHECKS)
        assert all(len(text) < 1_000 for one in told.values() for text in one.to_dict().values())
