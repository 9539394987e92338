"""What the matrix is made of: badges of every shape, keys of every kind, and the documents of their issuer."""

import copy
import json
from collections.abc import Callable
from functools import cache
from typing import Any

from credentials.disclosing import disclose
from credentials.issuing import issue
from credentials.jwt_issuing import issue_jwt
from credentials.mandatory import mandatory_pointers
from credentials.multibase import encode_base58btc
from tests.credentials import badges, examples, microcredentials, tokens
from tests.credentials.badges import CREATED, DID, World
from tests.credentials.tokens import signer

JSON = dict[str, Any]
STRANGE = 'Łódź "één" \\ מורה 教师 \U0001f469\u200d\U0001f3eb e\u0301 \u2028 <b>& regel 1\nregel 2\r\n\teinde'
BASE, DERIVED = "ecdsa-sd-2023 base", "ecdsa-sd-2023 derived"
PROOFS = {
    "eddsa-rdfc-2022": "Ed25519",
    "ecdsa-rdfc-2019 P-256": "P-256",
    "ecdsa-rdfc-2019 P-384": "P-384",
    BASE: "P-256",
    DERIVED: "P-256",
    "JWT RS256": "RSA",
    "JWT ES256": "P-256",
    "JWT EdDSA": "Ed25519",
}
"""Every kind of proof, and the kind of key it takes."""
HIDDEN = ("evidence", "credentialSchema", "termsOfUse")
_PRIVATE = {"P-256": b"\x86\x26", "P-384": b"\x87\x26", "Ed25519": b"\x80\x26"}


def _full() -> JSON:
    """Every property there is but endorsements, which are in the next; its terms of use are of a type that no context
    defines."""
    made = _without(_without(_without(examples.full(), "termsOfUse"), "endorsement"), "endorsementJwt")
    del made["proof"]
    made["credentialStatus"] = badges.rich().to_dict()["credentialStatus"]
    made["credentialSubject"]["achievement"]["achievementType"] = "Certificate"
    return made


def _without(value: Any, name: str) -> Any:
    if isinstance(value, list):
        return [_without(item, name) for item in value]
    if isinstance(value, dict):
        return {key: _without(item, name) for key, item in value.items() if key != name}
    return value


def _strange() -> JSON:
    badge = badges.rich().to_dict()
    badge["name"] = STRANGE
    badge["credentialSubject"]["achievement"] |= {"name": STRANGE, "description": STRANGE, "tag": [STRANGE, "é"]}
    return badge


def _long() -> JSON:
    badge = badges.rich().to_dict()
    lines = "\n".join(
        f"{n}. Regel {n} van het verhaal: *wat je deed*, en wat het opleverde in je klas." for n in range(300)
    )
    badge["credentialSubject"]["achievement"]["criteria"]["narrative"] = lines
    return badge


SHAPES: dict[str, Callable[[], JSON]] = {
    "minimal": tokens.small,
    "full": _full,
    "endorsed": badges.endorsed,
    "microcredential": microcredentials.document,
    "non-ASCII": _strange,
    "300 lines": _long,
}


def is_token(proof: str) -> bool:
    return proof.startswith("JWT")


def suite_of(proof: str) -> str:
    return proof.partition(" ")[0]


def unsigned(shape: str) -> JSON:
    """The badge of this shape without a proof."""
    return copy.deepcopy(_shape(shape))


@cache
def _shape(shape: str) -> JSON:
    return SHAPES[shape]()


@cache
def _signed(proof: str, shape: str) -> str:
    badge, key = unsigned(shape), signer(PROOFS[proof])
    if is_token(proof):
        return issue_jwt(badge, key, created=CREATED).data.decode()
    made = issue(badge, key, created=CREATED, suite=suite_of(proof)).document
    return json.dumps(disclose(made, shown(badge)).document if proof == DERIVED else made)


def ours(proof: str, shape: str) -> Any:
    """The badge of this shape as issued here: a JSON object, or a token."""
    text = _signed(proof, shape)
    return text if is_token(proof) else json.loads(text)


def shown(badge: JSON) -> list[str]:
    """Pointers to what a holder shows of it: all but a few members."""
    return [f"/{name}" for name in badge if name not in {"@context", "proof", *HIDDEN}]


def mandatory(badge: JSON) -> list[str]:
    return mandatory_pointers(badge)


def pair(kind: str) -> JSON:
    """The issuer's key pair of this kind as a Multikey with its secret."""
    key: Any = signer(kind)
    secret = key.seed + key.public_key.raw if kind == "Ed25519" else key.secret
    return _multikey(kind) | {"secretKeyMultibase": encode_base58btc(_PRIVATE[kind] + secret)}


def _multikey(kind: str) -> JSON:
    key = signer(kind)
    return {
        "id": key.verification_method,
        "type": "Multikey",
        "controller": DID,
        "publicKeyMultibase": key.public_key.multikey,
    }


def documents() -> JSON:
    """All that a verifier may look at, by address: contexts, issuer, endorser, status list."""
    found = badges.contexts() | badges.plain(badges.endorsed_world().documents)
    found[DID]["verificationMethod"] += [_multikey(kind) for kind in _PRIVATE]
    found[DID]["assertionMethod"] += [f"{DID}#{kind}" for kind in _PRIVATE]
    return found


def world() -> World:
    """The same for our verifier: keys as JWKs, RSA too."""
    found = tokens.world()
    endorser = badges.endorsed_world().documents
    return World({**endorser, **found.documents})
