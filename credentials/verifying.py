"""Verifying a badge: from what a person offers to a report of nine named checks and one verdict.

`verify` never raises for anything in the badge or in the documents found, never fetches, and looks at no
clock. Source: Open Badges 3.0, "Verification and Validation" > "OpenBadgeCredential Verification".
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from credentials.authenticity import Authenticity, authenticate
from credentials.budget import WorkBudget
from credentials.dates import check_dates
from credentials.endorsements import check_endorsements
from credentials.errors import BakingError, NoCredentialError, ProofError, StructureError
from credentials.examining import check_structure
from credentials.jwt_authenticity import authenticate_token, open_token
from credentials.lookup import Lookup
from credentials.older import older_token
from credentials.reading import Read, enveloped_token, read, what_it_is
from credentials.recipient import check_recipient
from credentials.report import (
    Check,
    Verdict,
    VerificationReport,
    complete,
    failed,
    skipped,
    unknown,
    verdict_of,
)
from credentials.resolution import Resolve
from credentials.schema import check_schema
from credentials.status import check_status
from credentials.strictjson import NotJsonError, read_value

_UNSUPPORTED_KINDS = {"reading.enveloped": "EnvelopedVerifiableCredential"}


def verify(
    source: bytes | str | Mapping[str, Any],
    *,
    resolve: Resolve,
    now: datetime,
    recipient: str | None = None,
    strict: bool = True,
) -> VerificationReport:
    """Verifies JSON, a compact token, a baked PNG or SVG, or a JSON object already read.

    `resolve` answers for controller documents and status lists by URL or DID (did:web included; did:key is
    handled here). `now` is aware. With `recipient` (an e-mail address, DID or other id) the badge must be
    made out to it. When not `strict`, what departs from the standard without harm to the signature is told
    in a passed check.
    """
    try:
        found = _read(source)
    except NoCredentialError as error:
        return _report([failed("structure", error.code, **error.params)], Verdict.NO_CREDENTIAL)
    except (StructureError, BakingError) as error:
        return _report([failed("structure", error.code, **error.params)], Verdict.INVALID)
    document, token = found.document or {}, found.token or enveloped_token(found.document or {})
    lookup = Lookup(resolve, WorkBudget())
    if token is not None:
        return _token_report(token, lookup, now, recipient, strict)
    return _document_report(
        document, lambda sound: authenticate(document, lookup, now, sound=sound), lookup, now, recipient
    )


def unreadable() -> VerificationReport:
    """The report on a file that could not even be read: nothing was found in it, and that is said the same
    way."""
    return _report([failed("structure", "reading.unreadable")], Verdict.NO_CREDENTIAL)


def _read(source: bytes | str | Mapping[str, Any]) -> Read:
    if isinstance(source, bytes | str):
        return read(source)
    try:
        return Read("file", document=read_value(dict(source)))
    except NotJsonError:
        raise NoCredentialError("reading.other_json") from None


def _report(
    checks: list[Check], verdict: Verdict | None = None, document: dict[str, Any] | None = None
) -> VerificationReport:
    completed = complete(checks)
    return VerificationReport(verdict or verdict_of(completed), completed, document)


def _token_report(text: str, lookup: Lookup, now: datetime, recipient: str | None, strict: bool) -> VerificationReport:
    """A compact token: the credential in it is judged like any other, its signature as a token's."""
    try:
        opened = open_token(text)
    except ProofError as error:
        older = older_token(text)
        if older is not None:
            return _report([failed("structure", older)], Verdict.NO_CREDENTIAL)
        make = unknown if error.code == "proof.jwt_unsupported" else failed
        return _report([make("proof", error.code, **error.params)])
    except StructureError as error:
        return _report([failed("structure", error.code, **error.params)], Verdict.INVALID)
    return _document_report(
        opened.document,
        lambda sound: authenticate_token(opened, lookup, now, strict=strict, sound=sound),
        lookup,
        now,
        recipient,
    )


def _document_report(
    document: dict[str, Any],
    authenticate_it: Callable[[bool], Authenticity],
    lookup: Lookup,
    now: datetime,
    recipient: str | None,
) -> VerificationReport:
    other = what_it_is(document)
    if other in _UNSUPPORTED_KINDS:
        kind = unknown("proof", "proof.unsupported", suite=_UNSUPPORTED_KINDS[other])
        return _report([skipped("structure", "structure.not_read"), kind], document=document)
    if other is not None:
        return _report([failed("structure", other)], Verdict.NO_CREDENTIAL, document)
    structure = check_structure(document, "OpenBadgeCredential")
    authenticity = authenticate_it(structure.outcome == "passed")
    return _report(_checks(document, structure, authenticity, lookup, now, recipient), document=document)


def _checks(
    document: dict[str, Any],
    structure: Check,
    authenticity: Authenticity,
    lookup: Lookup,
    now: datetime,
    recipient: str | None,
) -> list[Check]:
    checks = [structure, authenticity.context, authenticity.proof, authenticity.issuer]
    if structure.outcome != "passed":
        return checks
    trusted = authenticity.holds
    checks += [
        check_status(document, lookup, now) if trusted else skipped("status", "status.skipped"),
        check_dates(document, now),
        check_schema(document),
        check_recipient(document, recipient),
    ]
    endorsements = check_endorsements(document, lookup, now) if trusted else None
    return [*checks, endorsements or skipped("endorsements", "endorsements.skipped")]
