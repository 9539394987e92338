"""Verifying a badge: from what a person offers to a report of nine named checks and one verdict.

`verify` never raises for anything in the badge or in the documents found, never fetches, and looks at no
clock. Source: Open Badges 3.0, "Verification and Validation" > "OpenBadgeCredential Verification".
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from credentials.authenticity import Authenticity, authenticate
from credentials.budget import WorkBudget
from credentials.dates import check_dates
from credentials.endorsements import check_endorsements
from credentials.errors import BakingError, NoCredentialError, ProofError, StructureError
from credentials.examining import Examined, check_structure
from credentials.jwt_authenticity import authenticate_token, open_token
from credentials.lookup import Lookup
from credentials.older import older_token
from credentials.plan import PLANS
from credentials.plan.forms import FORMS
from credentials.plan.lanes import Apart, Cast
from credentials.plan.laying import lay
from credentials.reading import Read, enveloped_token, read, what_it_is
from credentials.recipient import check_recipient
from credentials.refresh import refreshed
from credentials.report import (
    Check,
    Verdict,
    VerificationReport,
    complete,
    failed,
    passed,
    skipped,
    unknown,
    verdict_of,
)
from credentials.resolution import Resolve
from credentials.schema import check_schema
from credentials.status import check_status
from credentials.strictjson import NotJsonError, parts_of_read, read_parts, written

_KIND = "OpenBadgeCredential"
_UNSUPPORTED_KINDS = {"reading.enveloped": "EnvelopedVerifiableCredential"}


@dataclass(frozen=True, slots=True)
class _Asked:
    """What one verification is about besides the badge: where to look, the moment, for whom, and how strictly."""

    lookup: Lookup
    now: datetime
    recipient: str | None
    strict: bool


@dataclass(frozen=True, slots=True)
class _Text:
    """What a text says, and its parts."""

    says: Mapping[str, Any]
    parts: Apart | None


def verify(
    source: bytes | str | Mapping[str, Any],
    *,
    resolve: Resolve,
    now: datetime,
    recipient: str | None = None,
    strict: bool = True,
) -> VerificationReport:
    """Verifies JSON, a compact token, a baked PNG or SVG, a PDF it is attached to, or a JSON object already read.

    `resolve` answers for controller documents, status lists and newer versions by URL or DID (did:web included; did:key
    is handled here). `now` is aware. With `recipient` (an e-mail address, DID or other id) the badge must be
    made out to it. When not `strict`, what departs from the standard without harm to the signature is told
    in a passed check.
    """
    try:
        found = _read(source, strict)
    except NoCredentialError as error:
        return _report([failed("structure", error.code, **error.params)], Verdict.NO_CREDENTIAL)
    except (StructureError, BakingError) as error:
        return _report([failed("structure", error.code, **error.params)], Verdict.INVALID)
    asked = _Asked(Lookup(resolve, WorkBudget()), now, recipient, strict)
    return _first_of_several(found, _found_report(found, asked))


def unreadable(code: str = "reading.unreadable", /, **params: Any) -> VerificationReport:
    """The report on a file that could not even be read, and why not: nothing was found in it, and that is said the
    same way."""
    return _report([failed("structure", code, **params)], Verdict.NO_CREDENTIAL)


def _found_report(found: Read, asked: _Asked) -> VerificationReport:
    document, token = found.document or {}, found.token or enveloped_token(found.document or {})
    if token is not None:
        return _token_report(token, asked)
    return _document_report(
        document,
        lambda sound: authenticate(document, asked.lookup, asked.now, sound=sound, parts=found.parts),
        asked,
        found.parts,
        _Text(document, found.parts),
    )


def _first_of_several(found: Read, report: VerificationReport) -> VerificationReport:
    """Where an image holds more badges, the structure check tells that this is the first."""
    if not found.others or report.check("structure").outcome != "passed":
        return report
    told = passed("structure", "structure.passed_first")
    return replace(report, checks=tuple(told if check.name == "structure" else check for check in report.checks))


def _read(source: bytes | str | Mapping[str, Any], strict: bool) -> Read:
    if isinstance(source, bytes | str):
        return read(source, strict=strict)
    try:
        document, parts = read_parts(written(dict(source)))
    except NotJsonError:
        raise NoCredentialError("reading.other_json") from None
    return Read("file", document=document, parts=parts)


def _report(
    checks: list[Check], verdict: Verdict | None = None, document: dict[str, Any] | None = None
) -> VerificationReport:
    completed = complete(checks)
    return VerificationReport(verdict or verdict_of(completed), completed, document)


def _token_report(text: str, asked: _Asked) -> VerificationReport:
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
    whole = opened.document is opened.signed
    parts = opened.parts if whole and isinstance(opened.parts, Cast) else parts_of_read(opened.document)
    return _document_report(
        opened.document,
        lambda sound: authenticate_token(
            opened, asked.lookup, asked.now, strict=asked.strict, sound=sound, parts=parts
        ),
        asked,
        parts,
        _Text(opened.payload, opened.parts) if whole else None,
    )


def _document_report(
    document: dict[str, Any],
    authenticate_it: Callable[[bool], Authenticity],
    asked: _Asked,
    parts: Apart | None,
    text: _Text | None,
) -> VerificationReport:
    """The report on `document`, which has these parts and was read from `text`, or not just so."""
    other = what_it_is(document)
    if other in _UNSUPPORTED_KINDS:
        kind = unknown("proof", "proof.unsupported", suite=_UNSUPPORTED_KINDS[other])
        return _report([skipped("structure", "structure.not_read"), kind], document=document)
    if other is not None:
        return _report([failed("structure", other)], Verdict.NO_CREDENTIAL, document)
    form = FORMS.holding(document, parts, _KIND)
    structure = check_structure(document, _KIND) if form is None else passed("structure", "structure.passed")
    sound = structure.outcome == "passed"
    authenticity = authenticate_it(sound)
    if sound and authenticity.holds:
        FORMS.keep(document, parts, _KIND)
        if text is not None:
            lay(text.says, text.parts, document, parts, form, PLANS)
    offered = Examined(document, (structure, authenticity.context, authenticity.proof, authenticity.issuer))
    newest = refreshed(offered, asked.lookup, asked.now, strict=asked.strict)
    follows = form.follows if form is not None and newest.judged is offered else None
    checks = complete(_checks(newest.judged, asked, follows))
    return VerificationReport(verdict_of(checks), checks, dict(newest.judged.document), newest.check)


def _checks(judged: Examined, asked: _Asked, follows: str | None) -> list[Check]:
    """Every check of the badge that is judged; what it points at is only looked up once its own proof holds."""
    document, lookup, now = judged.document, asked.lookup, asked.now
    if judged.checks[0].outcome != "passed":
        return list(judged.checks)
    trusted = judged.obstacle is None
    status = check_status(document, lookup, now) if trusted else skipped("status", "status.skipped")
    others = check_endorsements(document, lookup, now, strict=asked.strict) if trusted else None
    return [
        *judged.checks,
        status,
        check_dates(document, now),
        check_schema(document, follows=follows),
        check_recipient(document, asked.recipient),
        others or skipped("endorsements", "endorsements.skipped"),
    ]
