"""Attacks on signed badges, each with the defence that should stop it and a way to take that defence out.

The tests are in `test_attacks.py`. A twin without the defence must be fooled, or the attack proves nothing about it.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

import pytest

from credentials import authenticity, canonical, controller, strictjson, structure
from credentials.controller import PublishedKey, controller_document
from credentials.identifiers import did_key, did_key_public
from credentials.instants import format_instant
from credentials.keys import PublicKey, decode_multikey
from credentials.multibase import encode_base58btc
from credentials.report import Verdict
from credentials.signers import Ed25519Signer
from credentials.status_list import BitstringStatusList
from credentials.suites.base import Secured, hash_data
from tests.credentials import badges
from tests.credentials.badges import CREATED, DID, LIST, World
from tests.credentials.mutations import replaced

EVIL = Ed25519Signer.from_seed(b"evil" * 8, f"{DID}#key-1")


@dataclass(frozen=True)
class Attack:
    """`build` gives the world and what is offered in it; `weaken` takes out the defence that should stop
    it."""

    name: str
    build: Callable[[], tuple[World, Any]]
    weaken: Callable[[pytest.MonkeyPatch], None]
    expected: Verdict = Verdict.INVALID


def _forge(document: dict[str, Any], signer: Ed25519Signer, **options: Any) -> dict[str, Any]:
    """`document` with a proof made without any of the checks of issuing."""
    proof = {
        "type": "DataIntegrityProof",
        "cryptosuite": "eddsa-rdfc-2022",
        "created": format_instant(CREATED),
        "verificationMethod": signer.verification_method,
        "proofPurpose": "assertionMethod",
    } | options
    return document | {
        "proof": proof | {"proofValue": encode_base58btc(signer.sign(hash_data(Secured(document), proof)))}
    }


def _unsigned() -> dict[str, Any]:
    return badges.small()


def _document(keys: list[PublishedKey], **changes: Any) -> dict[str, Any]:
    return controller_document(did=DID, also_known_as=[], keys=keys) | changes


def _with_key(document: dict[str, Any]) -> World:
    world = badges.world()
    world.documents[DID] = document
    return world


def _evil_method(**changes: Any) -> dict[str, Any]:
    return {
        "id": f"{DID}#evil",
        "type": "Multikey",
        "controller": DID,
        "publicKeyMultibase": EVIL.public_multikey,
    } | changes


def _evil_signer(method: str = f"{DID}#evil") -> Ed25519Signer:
    return Ed25519Signer.from_seed(EVIL.seed, method)


def undefined_property() -> tuple[World, Any]:
    return badges.world(), badges.signed().document | {"honours": "cum laude"}


def key_of_attacker() -> tuple[World, Any]:
    return badges.world(), _forge(_unsigned(), EVIL)


def key_in_fragment() -> tuple[World, Any]:
    return badges.world(), _forge(_unsigned(), _evil_signer(f"{DID}#{EVIL.public_multikey}"))


def key_of_another_controller() -> tuple[World, Any]:
    own = _document(badges.published(1))
    own["verificationMethod"].append(_evil_method(controller="did:web:evil.example"))
    own["assertionMethod"].append(f"{DID}#evil")
    return _with_key(own), _forge(_unsigned(), _evil_signer())


def key_for_signing_in_only() -> tuple[World, Any]:
    own = _document(badges.published(1), authentication=[f"{DID}#evil"])
    own["verificationMethod"].append(_evil_method())
    return _with_key(own), _forge(_unsigned(), _evil_signer())


def document_of_another() -> tuple[World, Any]:
    other = controller_document(
        did="did:web:evil.example", also_known_as=[DID], keys=[PublishedKey(f"{DID}#evil", EVIL.public_multikey)]
    )
    other["verificationMethod"][0]["controller"] = DID
    return _with_key(other), _forge(_unsigned(), _evil_signer())


def stolen_key() -> tuple[World, Any]:
    key = replace(badges.published(1)[0], revoked=datetime(2026, 11, 21, tzinfo=UTC))
    return _with_key(_document([key], assertionMethod=[key.id])), badges.signed(badges.small()).document


def foreign_did_key() -> tuple[World, Any]:
    victim = did_key(badges.signer(3).public_multikey)
    attacker = did_key(EVIL.public_multikey)
    method = f"{attacker}#{EVIL.public_multikey}"
    badge = replaced(_unsigned(), ("issuer",), victim)
    return badges.world(), _forge(badge, _evil_signer(method))


def proof_for_signing_in() -> tuple[World, Any]:
    return badges.world(), _forge(_unsigned(), badges.signer(), proofPurpose="authentication")


def second_proof() -> tuple[World, Any]:
    made = badges.signed().document
    bogus = _forge(_unsigned(), EVIL)["proof"]
    return badges.world(), made | {"proof": [made["proof"], bogus]}


def _expired() -> dict[str, Any]:
    badge = badges.rich().to_dict() | {"validUntil": "2026-11-21T00:00:00Z"}
    return badges.signed(badge).document


def expiry_behind_full_iri() -> tuple[World, Any]:
    made = _expired()
    until = {"@value": made.pop("validUntil"), "@type": "http://www.w3.org/2001/XMLSchema#dateTime"}
    return badges.world(), made | {"https://www.w3.org/2018/credentials#validUntil": until}


def expiry_behind_inline_context() -> tuple[World, Any]:
    made = _expired()
    alias = {
        "end": {
            "@id": "https://www.w3.org/2018/credentials#validUntil",
            "@type": "http://www.w3.org/2001/XMLSchema#dateTime",
        }
    }
    made["@context"] = [*made["@context"], alias]
    made["end"] = made.pop("validUntil")
    return badges.world(), made


def expiry_moved_elsewhere() -> tuple[World, Any]:
    badge = badges.endorsed() | {"validUntil": "2026-11-21T00:00:00Z"}
    made = badges.signed(badge).document
    subject = made["endorsement"][0]["credentialSubject"]
    subject["validUntil"] = made.pop("validUntil")
    subject["type"] = ["EndorsementSubject", "VerifiableCredential"]
    return badges.endorsed_world(), made


def status_moved_elsewhere() -> tuple[World, Any]:
    bits = BitstringStatusList()
    bits.set(94567, True)
    world = badges.endorsed_world()
    world.documents[LIST] = badges.status_list(bits).data
    made = badges.signed(badges.endorsed()).document
    assert world.verify(made).verdict is Verdict.REVOKED
    subject = made["endorsement"][0]["credentialSubject"]
    subject["credentialStatus"] = made.pop("credentialStatus")
    subject["type"] = ["EndorsementSubject", "VerifiableCredential"]
    return world, made


def name_twice() -> tuple[World, Any]:
    text = badges.signed().data.decode()
    return badges.world(), text.replace('"name":', '"name":"Doctor in de wiskunde","name":', 1)


# -- defences taken out -------------------------------------------------------------------------------------------


def _loose_processor(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(canonical._SafeProcessor, "_refuse_dropped", lambda *_: None)


def _key_from_fragment(patch: pytest.MonkeyPatch) -> None:
    def key(issuer: str, method_id: str, *_: Any) -> PublicKey:
        return decode_multikey(method_id.partition("#")[2])

    patch.setattr(authenticity, "issuer_key", key)


def _key_from_credential(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(authenticity, "issuer_key", lambda *_: decode_multikey(EVIL.public_multikey))


def _without(text: str, instead: str, function: Any) -> Callable[[pytest.MonkeyPatch], None]:
    """Takes one line out of `function`, the way a careless change would."""

    def weaken(patch: pytest.MonkeyPatch) -> None:
        import inspect
        import sys

        module = sys.modules[function.__module__]
        source = inspect.getsource(function)
        assert text in source, f"{text!r} is no longer in {function.__name__}"
        space: dict[str, Any] = {}
        exec(source.replace(text, instead), vars(module), space)
        weak = space[function.__name__]
        for user in list(sys.modules.values()):
            if (
                getattr(user, "__name__", "").startswith("credentials")
                and vars(user).get(function.__name__) is function
            ):
                patch.setattr(user, function.__name__, weak)

    return weaken


def _never(target: Any, attribute: str, result: Any = None) -> Callable[[pytest.MonkeyPatch], None]:
    return lambda patch: patch.setattr(target, attribute, lambda *_, **__: result)


def _inline_contexts(patch: pytest.MonkeyPatch) -> None:
    """Two defences stand here: definitions are refused as such, and keywords other than a few are too."""
    patch.setattr(canonical, "refuse_inline_contexts", lambda *_: None)
    patch.setattr(canonical, "_refuse_lossy_keys", lambda *_: None)


def _dict_hook(patch: pytest.MonkeyPatch) -> None:
    """The last of two members with one name is signed, the first may be the one another reader shows."""
    patch.setattr(strictjson, "_unique", dict)


def _any_proof(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(
        authenticity,
        "_worst",
        lambda checks: next((check for check in checks if check.outcome == "passed"), checks[0]),
    )


ATTACKS = [
    Attack("undefined property", undefined_property, _loose_processor),
    Attack("key of the attacker", key_of_attacker, _key_from_credential),
    Attack("key in the fragment", key_in_fragment, _key_from_fragment),
    Attack(
        "key of another controller",
        key_of_another_controller,
        _without('method.get("controller") != issuer', "False", controller.assertion_key),
    ),
    Attack(
        "key for signing in only",
        key_for_signing_in_only,
        _without("method_id not in asserted_methods(document, issuer)", "False", controller.assertion_key),
    ),
    Attack(
        "document of another",
        document_of_another,
        _without('document.get("id") != issuer', "False", controller.assertion_key),
    ),
    Attack(
        "stolen key",
        stolen_key,
        _without("_reached(method[member], now)", "False", controller.assertion_key),
    ),
    Attack(
        "did:key of another",
        foreign_did_key,
        lambda patch: patch.setattr(
            authenticity, "issuer_key", lambda _, method, *__: did_key_public(method.partition("#")[0])
        ),
    ),
    Attack(
        "proof for signing in",
        proof_for_signing_in,
        _without('proof.get("proofPurpose") != "assertionMethod"', "False", authenticity.read_proof),
    ),
    Attack("second proof", second_proof, _any_proof),
    Attack("expiry behind a full IRI", expiry_behind_full_iri, _never(canonical, "_refuse_lossy_keys")),
    Attack("expiry behind an inline context", expiry_behind_inline_context, _inline_contexts),
    Attack("expiry moved elsewhere", expiry_moved_elsewhere, _never(structure, "_stated_twice", ())),
    Attack("status moved elsewhere", status_moved_elsewhere, _never(structure, "_stated_twice", ())),
    Attack("name twice", name_twice, _dict_hook),
]
