"""Badge files that a visitor brings to the desk: from an issuer nobody knows, changed, or impossible to look up.

The stranger signs with a did:key, so that nothing has to be fetched to know that the signature holds.
"""

import json
from datetime import UTC, datetime
from typing import Any

from credentials.issuing import issue
from credentials.signers import Ed25519Signer
from tests.credentials.badges import small

CREATED = datetime(2024, 3, 1, 12, 0, tzinfo=UTC)
_SEED = bytes(range(32))
_KEY = Ed25519Signer.from_seed(_SEED, "did:key:x").public_multikey
STRANGER = f"did:key:{_KEY}"


def stranger(**changes: Any) -> str:
    """A well-signed badge of somebody we do not know; `changes` come in before it is signed."""
    badge = small() | {
        "issuer": {"id": STRANGER, "type": ["Profile"], "name": "Academie De Linden"},
        "validFrom": "2024-03-01T12:00:00Z",
    }
    return json.dumps(
        issue(badge | changes, Ed25519Signer.from_seed(_SEED, f"{STRANGER}#{_KEY}"), created=CREATED).document
    )


def with_unreachable_list() -> str:
    """The same with a status list at a place that does not exist."""
    address = "https://lijst.invalid/1"
    return stranger(
        credentialStatus={
            "id": f"{address}#7",
            "type": "BitstringStatusListEntry",
            "statusPurpose": "revocation",
            "statusListIndex": "7",
            "statusListCredential": address,
        }
    )


def tampered(signed: str, old: str, new: str) -> str:
    """A signed text with one value changed."""
    assert old in signed
    return signed.replace(old, new, 1)
