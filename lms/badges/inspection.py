"""Verifying for a page: a badge of ours by its number, or whatever a visitor offers.

Nothing is remembered: every view verifies again. What we know ourselves counts at once: a badge that was taken back
reads as revoked before the new list is out. Not here: words (`findings`, `lines`).
"""

from dataclasses import dataclass, replace
from datetime import datetime

from courses.recognition.queries import AwardView, own_issuer
from courses.recognition.queries.awards import find_by_credential
from courses.recognition.queries.issuers import issuers, list_published_at
from courses.recognition.rules import AwardStatus
from courses.trust.queries import known_issuer, looks_like
from courses.trust.rules import skeleton
from credentials.report import Outcome, VerificationReport, failed, verdict_of
from credentials.verifying import verify
from lms.badges.facts import BadgeFacts, facts_of
from lms.badges.findings import Finding, Line, Standing, Trust, find, finding_of, revoked_finding
from lms.badges.kinds import Kind
from lms.badges.lines import lines_of
from lms.badges.outside import resolver
from lms.db import reading
from lms.own_documents import own_resolver
from lms.wiring import wiring


@dataclass(frozen=True, slots=True)
class Inspection:
    """One badge, looked at now."""

    at: datetime
    finding: Finding
    lines: list[Line]
    trust: Trust
    report: VerificationReport | None = None
    facts: BadgeFacts | None = None
    """Claims, only when the signature holds."""
    award: AwardView | None = None
    """Our own record, when it is a badge of ours."""
    outdated: bool = False
    """There is a newer version of this very badge."""


def inspect_award(award: AwardView, *, now: datetime) -> Inspection:
    """A badge of ours, from its stored bytes and our own documents."""
    if award.edition.signed is None:
        return _without_bytes(award, now)
    report = verify(award.edition.signed, resolve=own_resolver(wiring().database), now=now)
    report = _is_this_award(report, award)
    return _inspection(report, now, award)


def inspect_offered(source: bytes | str, *, now: datetime, recipient: str | None = None) -> Inspection:
    """Anything a visitor offers; other people's documents are fetched within the budget of one verification."""
    report = verify(source, resolve=resolver(), now=now, recipient=recipient)
    award = None
    if report.document is not None and _proven(report):
        with reading() as session:
            award = find_by_credential(session, str(report.document.get("id")), now=now)
        if award is not None and award.issuer_did != _issuer_id(report):
            award = None
    return _inspection(report, now, award)


def _proven(report: VerificationReport) -> bool:
    """Whether the signature holds and is the issuer's: before that, a badge's own claims mean nothing."""
    return all(report.check(name).outcome is Outcome.PASSED for name in ("proof", "issuer"))


def _without_bytes(award: AwardView, now: datetime) -> Inspection:
    trust = Trust(Standing.OWN, award.issuer_name)
    if award.status is AwardStatus.REPLACED:
        finding = finding_of(Kind.REPLACED)
    elif award.revoked_at is not None:
        finding = revoked_finding(award.revoked_at)
    else:
        finding = finding_of(Kind.ERASED if award.erased else Kind.PENDING)
    return Inspection(now, finding, [], trust, award=award)


def _is_this_award(report: VerificationReport, award: AwardView) -> VerificationReport:
    """Bytes of another badge under this number are not this badge, however genuine they are."""
    if report.document is not None and report.document.get("id") == award.credential_id:
        return report
    return _with(report, "proof", "proof.signature")


def _inspection(report: VerificationReport, now: datetime, award: AwardView | None) -> Inspection:
    if award is not None and award.revoked_at is not None and report.check("proof").outcome is Outcome.PASSED:
        report = _with(report, "status", "status.revoked")
    claims = facts_of(report.document)
    trust = _trust(report, claims)
    revoked_at = award.revoked_at if award else None
    replaced = award is not None and award.status is AwardStatus.REPLACED
    finding = find(report, trust, claims, revoked_at=revoked_at, replaced=replaced)
    list_at = None
    if award is not None:
        with reading() as session:
            list_at = list_published_at(session, award.id)
    lines = lines_of(report, trust, claims, revoked_at=revoked_at, list_at=list_at)
    facts = claims if finding.proven else None
    return Inspection(now, finding, lines, trust, report, facts, award, outdated=_outdated(report, claims, award))


def _with(report: VerificationReport, name: str, code: str) -> VerificationReport:
    checks = tuple(failed(name, code) if check.name == name else check for check in report.checks)
    return replace(report, checks=checks, verdict=verdict_of(checks))


def _trust(report: VerificationReport, claims: BadgeFacts | None) -> Trust:
    if claims is None or not _proven(report):
        return Trust(Standing.UNPROVEN)
    with reading() as session:
        own = own_issuer(session, claims.issuer_id)
        if own is not None:
            return Trust(Standing.OWN, own.name)
        known = known_issuer(session, claims.issuer_id)
        if known is not None:
            return Trust(Standing.KNOWN, known.name, known.since)
        wanted = skeleton(claims.issuer_name)
        ours = next((one.name for one in issuers(session) if wanted and skeleton(one.name) == wanted), None)
        return Trust(Standing.UNKNOWN, like=ours or looks_like(session, claims.issuer_name) or "")


def _issuer_id(report: VerificationReport) -> str:
    claims = facts_of(report.document)
    return claims.issuer_id if claims else ""


def _outdated(report: VerificationReport, claims: BadgeFacts | None, award: AwardView | None) -> bool:
    """Whether an offered file is older than what we show (OB 3.0, Equality: the later `validFrom` is newer)."""
    if award is None or claims is None or claims.valid_from is None or award.edition.signed is None:
        return False
    return report.check("proof").outcome is Outcome.PASSED and claims.valid_from < award.edition.valid_from
