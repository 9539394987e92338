"""Five other implementations behind one pair of questions: what do you say of this, and can you issue that?

An `Answer` says `accepted`, `refused` or `cannot`, and why. Nothing is fetched; what looks at the clock itself must be
called at `badges.NOW`. The two Node libraries are asked in one run of Node for any number of questions.
"""

import json
import subprocess
from collections.abc import Callable
from functools import cache
from typing import Any, NamedTuple

import jwt
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_der_private_key
from openbadgeslib.errors import LibOpenBadgesException
from openbadgeslib.ob3 import OB3Signer, OB3Verifier
from openbadgeslib.ob3.ldp import OB3LdpVerifier, add_data_integrity_proof
from openvc.errors import OpenvcError
from openvc.keys import Ed25519SigningKey, P256SigningKey, P384SigningKey
from openvc.proof.data_integrity import DataIntegrityProofSuite
from openvc.proof.di_ecdsa_rdfc import EcdsaRdfcProofSuite
from openvc.proof.ecdsa_sd import EcdsaSdProofSuite
from openvc.proof.vc_jwt import VcJwtProofSuite

from credentials.instants import format_instant
from credentials.jwt import ALGORITHM_OF
from tests.credentials import badges, tokens
from tests.credentials.badges import CREATED, DID, NOW
from tests.credentials.tokens import b64, payload, signer
from tests.interop.judge import FOLDER
from tests.interop.pieces import BASE, DERIVED, PROOFS, documents, is_token, mandatory, pair, shown, suite_of

JSON = dict[str, Any]
NODE = ("digitalbazaar", "digitalcredentials")
_DID_URL = "https://badges.example/issuers/linden/did.json"


class Answer(NamedTuple):
    """What a peer said or made: `made` is what it issued, where it was asked to."""

    outcome: str
    reason: str = ""
    made: Any = None


ACCEPTED = Answer("accepted")


# -- Node ---------------------------------------------------------------------------------------------------------


def ask_node(tasks: list[JSON]) -> list[Answer]:
    """The answers of one run of `proofs.mjs` (see there for the tasks)."""
    question = {"tasks": tasks, "documents": documents(), "now": format_instant(NOW)}
    done = subprocess.run(
        ["node", FOLDER / "proofs.mjs"],
        input=json.dumps(question),
        capture_output=True,
        text=True,
        timeout=110,
        check=True,
    )
    return [_node_answer(answer) for answer in json.loads(done.stdout)]


def _node_answer(answer: JSON) -> Answer:
    if "credential" in answer:
        return Answer("accepted", made=answer["credential"])
    return ACCEPTED if answer.get("verified") else Answer("refused", answer["error"])


def node_task(peer: str, proof: str, offered: Any) -> JSON | Answer:
    """The task that judges `offered`; of a base proof, the task that takes a part of it and judges that."""
    if is_token(proof):
        return Answer("cannot", "reads no tokens")
    if proof == BASE:
        return {"do": "show", "by": peer, "credential": offered, "show": shown(offered)}
    return {"do": "verify", "by": peer, "credential": offered}


def node_issue(peer: str, proof: str, badge: JSON) -> JSON | Answer:
    """The task that signs `badge`."""
    if is_token(proof):
        return Answer("cannot", "makes no tokens")
    more = {"suite": suite_of(proof), "key": pair(PROOFS[proof]), "mandatory": mandatory(badge)}
    return {"do": "issue", "by": peer, "credential": badge} | more


# -- Python -------------------------------------------------------------------------------------------------------


@cache
def private(kind: str) -> Any:
    """The issuer's key of this kind as an object of the cryptography package."""
    key: Any = signer(kind)
    if kind == "RSA":
        return load_der_private_key(key.pkcs8, password=None)
    if kind == "Ed25519":
        return Ed25519PrivateKey.from_private_bytes(key.seed)
    curve = ec.SECP256R1() if kind == "P-256" else ec.SECP384R1()
    return ec.derive_private_key(int.from_bytes(key.secret, "big"), curve)


def _pem(kind: str) -> bytes:
    pem: bytes = private(kind).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return pem


def _fetched(url: str, *_: Any, **__: Any) -> bytes:
    """The issuer's did.json, as openbadgeslib fetches it."""
    assert url == _DID_URL
    return json.dumps(tokens.keys()).encode()


def _openvc_suite(proof: str) -> Any:
    kinds = {"eddsa-rdfc-2022": DataIntegrityProofSuite, "ecdsa-rdfc-2019": EcdsaRdfcProofSuite}
    return kinds.get(suite_of(proof), EcdsaSdProofSuite)()


def _openvc_key(kind: str) -> Any:
    key: Any = signer(kind)
    jwk = key.public_key.jwk | {"d": b64(key.seed if kind == "Ed25519" else key.secret)}
    kinds = {"Ed25519": Ed25519SigningKey, "P-256": P256SigningKey, "P-384": P384SigningKey}
    return kinds[kind].from_jwk(jwk, f"{DID}#{kind}")


def _openvc(proof: str, offered: Any) -> None:
    jwk = signer(PROOFS[proof]).public_key.jwk
    if is_token(proof):
        VcJwtProofSuite().verify(offered, public_key_jwk=jwk)
        return
    suite, contexts = _openvc_suite(proof), badges.contexts()
    if proof == BASE:
        offered = suite.derive_proof(offered, selective_pointers=shown(offered), extra_contexts=contexts)
    suite.verify(offered, public_key_jwk=jwk, now=NOW, extra_contexts=contexts)


def _openvc_issue(proof: str, badge: JSON) -> Any:
    kind = PROOFS[proof]
    if is_token(proof):
        return VcJwtProofSuite().sign(badge, signing_key=_openvc_key(kind))
    suite = _openvc_suite(proof)
    options = {
        "signing_key": _openvc_key(kind),
        "verification_method": f"{DID}#{kind}",
        "created": CREATED,
        "extra_contexts": badges.contexts(),
    }
    if proof in (BASE, DERIVED):
        return suite.add_base_proof(badge, mandatory_pointers=mandatory(badge), **options)
    return suite.add_proof(badge, **options)


def _openbadgeslib(proof: str, offered: Any) -> None:
    verifier = OB3Verifier.for_issuer_did(DID, download=_fetched) if is_token(proof) else OB3LdpVerifier()
    verifier.verify(offered, download=_fetched)


def _openbadgeslib_issue(proof: str, badge: JSON) -> Any:
    kind = PROOFS[proof]
    if is_token(proof):
        return OB3Signer(_pem(kind), ALGORITHM_OF[signer(kind).kind]).sign_payload(payload(badge))
    return add_data_integrity_proof(badge, _pem(kind), f"{DID}#{kind}", created=CREATED)


def _pyjwt(proof: str, offered: Any) -> None:
    key = signer(PROOFS[proof])
    jwt.decode(offered, private(key.kind).public_key(), algorithms=[ALGORITHM_OF[key.kind]], issuer=DID)


def _pyjwt_issue(proof: str, badge: JSON) -> Any:
    key = signer(PROOFS[proof])
    header = {"kid": key.verification_method}
    return jwt.encode(payload(badge), private(key.kind), algorithm=ALGORITHM_OF[key.kind], headers=header)


class Peer(NamedTuple):
    """A Python library: how it judges, how it issues, what it raises, and the kinds of proof it does not do."""

    judge: Callable[[str, Any], None]
    issue: Callable[[str, JSON], Any]
    raises: type[Exception]
    not_read: dict[str, str]
    not_made: dict[str, str]


_NO_RSA = {"JWT RS256": "has no RSA key"}
_ONLY_TOKENS = {proof: "does tokens only" for proof in PROOFS if not is_token(proof)}
_ONLY_EDDSA = {
    proof: "signs eddsa-rdfc-2022 and tokens only"
    for proof in PROOFS
    if not is_token(proof) and proof != "eddsa-rdfc-2022"
}
PYTHON = {
    "openvc": Peer(_openvc, _openvc_issue, OpenvcError, {}, _NO_RSA),
    "openbadgeslib": Peer(
        _openbadgeslib,
        _openbadgeslib_issue,
        LibOpenBadgesException,
        {BASE: "shows no part of a badge"},
        _ONLY_EDDSA,
    ),
    "pyjwt": Peer(_pyjwt, _pyjwt_issue, jwt.PyJWTError, _ONLY_TOKENS, _ONLY_TOKENS),
}
PEERS = (*NODE, *PYTHON)


def judged(peer: str, proof: str, offered: Any) -> Answer:
    """What a Python library says of a badge. Any error but its own is a fault of the test."""
    found = PYTHON[peer]
    if proof in found.not_read:
        return Answer("cannot", found.not_read[proof])
    try:
        found.judge(proof, offered)
    except found.raises as error:
        return Answer("refused", f"{type(error).__name__}: {error}")
    return ACCEPTED


def issued(peer: str, proof: str, badge: JSON) -> Answer:
    """What a Python library makes of an unsigned badge."""
    found = PYTHON[peer]
    if proof in found.not_made:
        return Answer("cannot", found.not_made[proof])
    try:
        return Answer("accepted", made=found.issue(proof, badge))
    except found.raises as error:
        return Answer("refused", f"{type(error).__name__}: {error}")
