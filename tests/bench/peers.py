"""The same work by other Python libraries, each used as its own documentation says."""

import gzip
import hashlib
import json
from typing import Any

import jwt
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from openbadgeslib import baking
from openbadgeslib.ob3 import OB3Verifier
from openbadgeslib.ob3.credential import OpenBadgeCredential
from openbadgeslib.ob3.ldp import OB3LdpSigner, OB3LdpVerifier
from openvc.keys import Ed25519SigningKey
from openvc.proof.data_integrity import DataIntegrityProofSuite
from pyld import jsonld

from credentials.instants import format_instant
from credentials.multibase import decode_base58btc, encode_base58btc, encode_base64url
from tests.bench.subject import CONTEXTS, CREATED, DID, KEY, METHOD, NOW, SEED, SIGNER

JSON = dict[str, Any]
PEM = KEY.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
PUBLIC = KEY.public_key()


# -- PyLD, with the cryptosuite written out by hand ---------------------------------------------------------------


def _load(url: str, options: Any) -> JSON:
    """Contexts from memory, told to be constant so that PyLD may keep them."""
    return {
        "contentType": "application/ld+json",
        "contextUrl": None,
        "documentUrl": url,
        "document": CONTEXTS[url],
        "tag": "static",
    }


def pyld_canonical(document: JSON) -> str:
    """URDNA2015 of a document, nothing checked."""
    options = {"algorithm": "URDNA2015", "format": "application/n-quads", "documentLoader": _load}
    text: str = jsonld.normalize(document, options)
    return text


def _hashes(document: JSON, options: JSON) -> bytes:
    configuration = {"@context": document["@context"], **options}
    texts = (pyld_canonical(configuration), pyld_canonical(document))
    return b"".join(hashlib.sha256(text.encode()).digest() for text in texts)


def pyld_sign(badge: JSON) -> bytes:
    """The signed badge as JSON."""
    options = {
        "type": "DataIntegrityProof",
        "cryptosuite": "eddsa-rdfc-2022",
        "created": format_instant(CREATED),
        "verificationMethod": METHOD,
        "proofPurpose": "assertionMethod",
    }
    proof = options | {"proofValue": encode_base58btc(KEY.sign(_hashes(badge, options)))}
    return json.dumps(badge | {"proof": proof}, ensure_ascii=False, separators=(",", ":")).encode()


def pyld_verify(data: bytes) -> None:
    """Raises when the signature does not hold under the key that the caller knows."""
    badge = json.loads(data)
    options = badge.pop("proof")
    value = decode_base58btc(options.pop("proofValue"))
    PUBLIC.verify(value, _hashes(badge, options))


# -- openbadgeslib ------------------------------------------------------------------------------------------------

_THEIR_SIGNER = OB3LdpSigner(PEM, METHOD)
_THEIR_VERIFIER = OB3LdpVerifier()


def openbadgeslib_model(badge: JSON) -> OpenBadgeCredential:
    return OpenBadgeCredential.from_vc_document(badge)


def openbadgeslib_sign(credential: OpenBadgeCredential) -> str:
    """The signed badge as JSON."""
    return _THEIR_SIGNER.sign_to_json(credential, created=CREATED)


def openbadgeslib_verify(data: bytes) -> None:
    _THEIR_VERIFIER.verify(data)


def openbadgeslib_verify_token(token: str) -> None:
    OB3Verifier.for_issuer_did(DID).verify(token)


def openbadgeslib_bake(picture: bytes, badge: str) -> bytes:
    baked: bytes = baking.bake_png(picture, badge, keyword=baking.ITXT_KEYWORD_OB3)
    return baked


# -- openvc-core --------------------------------------------------------------------------------------------------

_SUITE = DataIntegrityProofSuite()
_JWK = SIGNER.public_key.jwk
_OPENVC_KEY = Ed25519SigningKey.from_jwk(_JWK | {"d": encode_base64url(SEED)[1:]}, METHOD)


def openvc_sign(badge: JSON) -> bytes:
    """The signed badge as JSON."""
    signed = _SUITE.add_proof(
        badge, signing_key=_OPENVC_KEY, verification_method=METHOD, created=CREATED, extra_contexts=CONTEXTS
    )
    return json.dumps(signed).encode()


def openvc_verify(data: bytes) -> None:
    _SUITE.verify(json.loads(data), public_key_jwk=_JWK, now=NOW, extra_contexts=CONTEXTS)


# -- PyJWT and gzip -----------------------------------------------------------------------------------------------


def pyjwt_sign(payload: JSON) -> str:
    return jwt.encode(payload, KEY, algorithm="EdDSA", headers={"kid": METHOD})


def gzip_encode(bits: bytes) -> str:
    """As most software makes a status list: gzip as it comes, then base64url."""
    return encode_base64url(gzip.compress(bits))
