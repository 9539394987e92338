"""Who signed a token and whether it is unchanged: the context, proof and issuer checks of a JWT.

Made of the same three checks as an embedded proof (`authenticity.py`), so badges, endorsements and status lists can
come either way. Source: Open Badges 3.0, "JSON Web Token Proof Format" > "Verify a Credential".
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from credentials.authenticity import Authenticity, UnresolvedError, authenticate, issuer_id, together
from credentials.errors import CanonicalisationError, ContextError, KeyFormatError, ProofError
from credentials.jwt import Token, read_object_parts, read_token
from credentials.jwt_claims import credential_of, departures, with_end
from credentials.jwt_keys import token_key
from credentials.keys import PublicKey
from credentials.limits import MAX_CREDENTIAL_BYTES
from credentials.lookup import Lookup
from credentials.plan.lanes import Apart
from credentials.report import Check, failed, passed, skipped, unknown
from credentials.suites.base import Secured

_COVERED = frozenset({"context.undefined", "context.relative", "context.dropped"})
"""What an embedded proof could not cover; a token's signature covers every letter of it."""


@dataclass(frozen=True, slots=True)
class OpenedToken:
    """A token and what is in it: nothing has been verified.

    `signed` is the credential as its issuer wrote it, `document` the same with the end of validity that `exp` sets.
    `parts` are those of the text of `payload`.
    """

    token: Token
    payload: Mapping[str, Any]
    signed: dict[str, Any]
    document: dict[str, Any]
    parts: Apart | None = None


def open_token(text: str, *, limit: int = MAX_CREDENTIAL_BYTES) -> OpenedToken:
    """Reads a compact token whose payload is at most `limit` bytes; ProofError (`proof.jwt_unsupported` for what is
    not read here) or StructureError when it cannot be read in one way."""
    token = read_token(text, limit=limit)
    payload, parts = read_object_parts(token.payload, "payload", limit=limit)
    signed = credential_of(payload)
    return OpenedToken(token, payload, signed, with_end(signed, payload), parts)


def authenticate_token(
    opened: OpenedToken,
    lookup: Lookup,
    now: datetime,
    *,
    strict: bool = True,
    sound: bool = False,
    parts: Apart | None = None,
) -> Authenticity:
    """The three checks of a token, together with those of the embedded proof when there is one.

    Where a token departs from Open Badges 3.0 without harm, or uses a word that no context defines, it fails when
    `strict`; otherwise it is told in a passed check. `sound` as in `authenticate`. `parts`: those of the text of
    `opened.document`, where they are known.
    """
    if "proof" in opened.signed:
        left_to_proof = skipped("context", "check.not_reached")
        inner = authenticate(opened.signed, lookup, now, sound=sound)
        return together([_token(opened, left_to_proof, lookup, now, strict), inner])
    secured = Secured(opened.signed, budget=lookup.budget, parts=parts if opened.signed == opened.document else None)
    found = _token(opened, _context_check(secured, strict), lookup, now, strict)
    if sound and found.holds:
        secured.keep()
    return found


def _token(opened: OpenedToken, context: Check, lookup: Lookup, now: datetime, strict: bool) -> Authenticity:
    if context.outcome == "failed":
        return Authenticity(context, skipped("proof", "proof.skipped"), skipped("issuer", "issuer.skipped"))
    issuer = issuer_id(opened.signed)
    if issuer is None:
        return Authenticity(context, skipped("proof", "proof.skipped"), failed("issuer", "issuer.missing"))
    try:
        key = token_key(opened.token.header, issuer, lookup, now)
    except UnresolvedError as error:
        return Authenticity(context, unknown("proof", "proof.unknown"), unknown("issuer", error.code, issuer=issuer))
    except (ProofError, KeyFormatError) as error:
        if error.code.startswith("issuer."):
            no_key = failed("issuer", error.code, **error.params)
            return Authenticity(context, skipped("proof", "proof.skipped_key"), no_key)
        no_proof = failed("proof", error.code, **error.params)
        return Authenticity(context, no_proof, skipped("issuer", "issuer.skipped"))
    return Authenticity(context, _proof_check(opened, key, strict), passed("issuer", "issuer.passed", issuer=issuer))


def _context_check(secured: Secured, strict: bool) -> Check:
    """Whether every word is defined; an embedded proof asks this itself, and always strictly."""
    try:
        secured.canonical()
    except (ContextError, CanonicalisationError) as error:
        if strict or error.code not in _COVERED:
            return failed("context", error.code, **error.params)
        return passed("context", "context.token_covers", term=str(next(iter(error.params.values()), "")))
    return passed("context", "context.passed")


def _proof_check(opened: OpenedToken, key: PublicKey, strict: bool) -> Check:
    if not opened.token.holds_with(key):
        return failed("proof", "proof.signature")
    try:
        found = (*opened.token.departures, *departures(opened.signed, opened.payload))
    except ProofError as error:
        return failed("proof", error.code, **error.params)
    if not found:
        return passed("proof", "proof.passed")
    if strict:
        return failed("proof", found[0].code, **found[0].params)
    told = tuple({"code": error.code, "message": str(error)} for error in found)
    return replace(passed("proof", "proof.jwt_tolerated", count=len(found)), details=told)
