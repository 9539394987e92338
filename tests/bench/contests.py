"""Who meets whom in what, the ratio that is asked for, and what each side checks on the way."""

import random
from dataclasses import dataclass
from typing import Any

from credentials.baking import bake
from credentials.batch import issue_batch
from credentials.canonical import canonicalize
from credentials.issuing import issue
from credentials.jwt import create_token
from credentials.jwt_claims import claims_of
from credentials.jwt_issuing import issue_jwt
from credentials.plan import PLANS
from credentials.plan.forms import FORMS
from credentials.report import Verdict
from credentials.status_list import BitstringStatusList
from credentials.verifying import verify
from tests.bench import peers
from tests.bench.node import Node
from tests.bench.pictures import noise
from tests.bench.rounds import Contender, python
from tests.bench.subject import CREATED, FIELDS, KEY, METHOD, NOW, SIGNER, badge, resolve, rows, unlike

PEOPLE = 16
"""Badges that everybody works on in turn, so that nobody can remember the last one."""
ENTRIES, SET = 1_048_576, 0.02
_NINE = "strict JSON, structure, context, proof, key of the issuer, dates, schema, recipient, endorsements"


@dataclass(frozen=True)
class Ratio:
    """`name` compares `ours` with `theirs`. Where `more` it is their time over ours and must be at least `goal`,
    otherwise ours over theirs and at most that; `stretch` is where it is to go next."""

    name: str
    ours: str
    theirs: str
    goal: float
    stretch: float
    more: bool = True


RATIOS = (
    Ratio("batch_sign_vs_raw_openssl", "batch", "raw sign", 2.7, 1.8, more=False),
    Ratio("verify_vs_raw_openssl", "verify", "raw verify", 2.4, 1.1, more=False),
    Ratio("batch_sign_vs_pyld", "batch", "PyLD sign", 50, 90),
    Ratio("batch_sign_vs_digitalbazaar", "batch", "digitalbazaar sign", 60, 100),
    Ratio("batch_sign_vs_digitalcredentials", "batch", "digitalcredentials sign", 60, 100),
    Ratio("batch_sign_vs_openbadgeslib", "batch", "openbadgeslib sign", 220, 400),
    Ratio("batch_sign_vs_openvc", "batch", "openvc sign", 350, 650),
    Ratio("sign_vs_pyld", "sign", "PyLD sign", 27, 40),
    Ratio("verify_vs_pyld", "verify", "PyLD verify", 20, 45),
    Ratio("verify_vs_digitalbazaar", "verify", "digitalbazaar verify", 24, 55),
    Ratio("verify_vs_digitalcredentials", "verify", "digitalcredentials verify", 24, 55),
    Ratio("verify_vs_openbadgeslib", "verify", "openbadgeslib verify", 100, 200),
    Ratio("verify_vs_openvc", "verify", "openvc verify", 160, 320),
    Ratio("jwt_sign_vs_pyjwt", "token sign", "PyJWT sign", 1.6, 1.7),
    Ratio("jwt_verify_vs_openbadgeslib", "token verify", "openbadgeslib token verify", 4, 4.3),
    Ratio("cold_shape_vs_pyld", "cold sign", "PyLD sign", 0.4, 1),
    Ratio("fallback_vs_pyld", "fallback", "PyLD canonical", 2.2, 4),
    Ratio("status_list_encode_vs_gzip", "status list", "gzip status list", 25, 400),
    Ratio("bake_vs_openbadgeslib", "bake", "openbadgeslib bake", 10, 14),
    Ratio("module_page_vs_empty", "module page", "empty page", 25, 4, more=False),
    Ratio("run_page_vs_empty", "run page", "empty page", 50, 20, more=False),
    Ratio("grading_page_vs_empty", "grading page", "empty page", 50, 10, more=False),
)


def contenders(node: Node, badges: list[dict[str, Any]], signed: list[bytes]) -> list[Contender]:
    """Everybody, with work for a few milliseconds to some tens of them each round."""
    return [*_raw(), *_ours(badges, signed), *_peers(badges, signed), *_node(node), *_tokens(badges), *_others()]


def _raw() -> list[Contender]:
    data = bytes(64)
    signature, public = KEY.sign(data), KEY.public_key()
    return [
        python("raw sign", KEY.sign, [data], 200, "nothing: one Ed25519 signature over 64 bytes by OpenSSL"),
        python("raw verify", lambda sign: public.verify(sign, data), [signature], 80, "that one signature, by OpenSSL"),
    ]


def _ours(badges: list[dict[str, Any]], signed: list[bytes]) -> list[Contender]:
    mixed = [issue(unlike(number), SIGNER, created=CREATED).data for number in range(len(signed))]
    batch = issue_batch(badges[0], SIGNER, created=CREATED, fields=FIELDS, rows=rows())
    return [
        python("batch", lambda _: _good(next(batch)), [None], 100, "structure, lint and safe mode of each badge"),
        python("sign", _sign, badges, 60, "strict JSON, structure, lint, safe mode, own key"),
        python("verify", _verify, signed, 40, f"{_NINE}; no status list"),
        python("verify, mixed", _verify, mixed, 40, "the same of badges of a known shape that have no value in common"),
        python("cold sign", _sign_cold, badges, 2, "as sign, of a shape never seen, which is learnt"),
        python("fallback", canonicalize, badges, 5, "safe mode; canonical text without a plan"),
    ]


def _peers(badges: list[dict[str, Any]], signed: list[bytes]) -> list[Contender]:
    models = [peers.openbadgeslib_model(each) for each in badges]
    coverage = "that its JSON is what the proof covers (context validation)"
    return [
        python("PyLD sign", peers.pyld_sign, badges, 3, "nothing"),
        python("PyLD verify", peers.pyld_verify, signed, 3, "the signature, under a key that is given"),
        python("PyLD canonical", peers.pyld_canonical, badges, 3, "nothing; canonical text"),
        python("openbadgeslib sign", peers.openbadgeslib_sign, models, 1, coverage),
        python("openbadgeslib verify", peers.openbadgeslib_verify, signed, 1, f"{coverage}, proof, issuer, dates"),
        python("openvc sign", peers.openvc_sign, badges, 1, coverage),
        python("openvc verify", peers.openvc_verify, signed, 1, f"{coverage}, proof under a given key, dates"),
    ]


def _node(node: Node) -> list[Contender]:
    found = []
    for by in ("digitalbazaar", "digitalcredentials"):
        found += [
            Contender(f"{by} sign", node.runner(by, "sign"), 4, "VC data model, safe mode"),
            Contender(f"{by} verify", node.runner(by, "verify"), 4, "VC data model, safe mode, proof, issuer, dates"),
        ]
    return found


def _tokens(badges: list[dict[str, Any]]) -> list[Contender]:
    held = [each | {"credentialSubject": {"id": _holder(each)} | each["credentialSubject"]} for each in badges]
    payloads = [each | claims_of(each, issued=CREATED) for each in held]
    tokens = [issue_jwt(each, SIGNER, created=CREATED).data.decode() for each in held]
    return [
        python("token sign", lambda payload: create_token(payload, SIGNER), payloads, 100, "nothing"),
        python("PyJWT sign", peers.pyjwt_sign, payloads, 100, "nothing"),
        python("token verify", _verify, tokens, 100, f"{_NINE}; claims; no status list"),
        python(
            "openbadgeslib token verify",
            peers.openbadgeslib_verify_token,
            tokens,
            40,
            "signature, claims, issuer, dates",
        ),
    ]


def _others() -> list[Contender]:
    bits, chance = BitstringStatusList(ENTRIES), random.Random(1)
    for index in chance.sample(range(ENTRIES), int(ENTRIES * SET)):
        bits.set(index, True)
    raw = bytes(bits._bytes)
    picture, made = noise(), issue(badge(0), SIGNER, created=CREATED).data
    text = made.decode()
    return [
        python("status list", lambda each: each.encode(), [bits], 10, "nothing: 1,048,576 entries, 2 % set"),
        python("gzip status list", peers.gzip_encode, [raw], 1, "nothing: the same entries"),
        python("bake", lambda each: bake(each, made), [picture], 40, f"a PNG of {len(picture) // 1024} KB"),
        python("openbadgeslib bake", lambda each: peers.openbadgeslib_bake(each, text), [picture], 20, "the same PNG"),
    ]


def _holder(each: dict[str, Any]) -> str:
    """An id for the subject, which a token needs."""
    return str(each["id"]).replace("urn:uuid:1", "urn:uuid:2")


def _good(made: Any) -> None:
    if isinstance(made, Exception):
        raise made


def _sign(each: dict[str, Any]) -> bytes:
    return issue(each, SIGNER, created=CREATED).data


def _sign_cold(each: dict[str, Any]) -> bytes:
    PLANS.clear()
    FORMS.clear()
    return _sign(each)


def _verify(source: bytes | str) -> None:
    """Everything but the status, which nobody here looks up, so that is what the verdict says."""
    report = verify(source, resolve=resolve, now=NOW)
    if report.verdict is not Verdict.STATUS_UNKNOWN:
        raise AssertionError(report.to_dict())


__all__ = ["METHOD", "PEOPLE", "RATIOS", "Ratio", "contenders"]
