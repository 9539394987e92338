"""What others say about a badge, its achievement or its issuer: the endorsements check.

Each embedded endorsement goes through its own copy of the verification steps; the result is told and never
changes the verdict on the badge. Endorsements inside endorsements are not followed. Source: Open Badges
3.0, "Verification" step 6 and EndorsementCredential.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from credentials.authenticity import authenticate, issuer_id
from credentials.dates import check_dates
from credentials.limits import MAX_ENDORSEMENTS
from credentials.lookup import Lookup
from credentials.report import Check, Outcome, passed, skipped, unknown
from credentials.status import check_status
from credentials.structure import faults


def check_endorsements(document: Mapping[str, Any], lookup: Lookup, now: datetime) -> Check:
    """The endorsements check: passed when all that could be read hold, failed or unknown otherwise."""
    found = list(_embedded(document))
    if not found:
        return skipped("endorsements", "endorsements.none")
    if len(found) > MAX_ENDORSEMENTS:
        return unknown("endorsements", "endorsements.too_many", limit=MAX_ENDORSEMENTS)
    details = tuple(_endorsement(item, about, lookup, now) for item, about in found)
    good = sum(detail["outcome"] == Outcome.PASSED for detail in details)
    if good == len(details):
        return replace(passed("endorsements", "endorsements.passed", count=good), details=details)
    bad = any(detail["outcome"] == Outcome.FAILED for detail in details)
    outcome = Outcome.FAILED if bad else Outcome.UNKNOWN
    return Check("endorsements", outcome, "endorsements.some", {"good": good, "count": len(details)}, details)


def _embedded(document: Mapping[str, Any]) -> Iterator[tuple[Any, str]]:
    """Each endorsement with the id of what carries it; a token stands as its text."""
    achievement = document["credentialSubject"]["achievement"]
    carriers = [document, achievement, document.get("issuer"), achievement.get("creator")]
    for carrier in carriers:
        if isinstance(carrier, Mapping):
            for name in ("endorsement", "endorsementJwt"):
                value = carrier.get(name, [])
                for item in value if isinstance(value, list) else [value]:
                    yield item, str(carrier.get("id"))


def _endorsement(item: Any, about: str, lookup: Lookup, now: datetime) -> dict[str, Any]:
    if not isinstance(item, Mapping):
        return {"outcome": Outcome.UNKNOWN, "issuer": None, "about": about, "code": "proof.jwt_unsupported"}
    outcome, code = _judge(item, about, lookup, now)
    return {"outcome": outcome, "issuer": issuer_id(item), "about": about, "code": code, "id": item.get("id")}


def _judge(item: Mapping[str, Any], about: str, lookup: Lookup, now: datetime) -> tuple[Outcome, str]:
    """Outcome and the code of the check that decided it."""
    if faults(item, "EndorsementCredential"):
        return Outcome.FAILED, "structure.faults"
    if item["credentialSubject"]["id"] != about:
        return Outcome.FAILED, "endorsements.other_subject"
    authenticity = authenticate(item, lookup, now, sound=True)
    for outcome in (Outcome.FAILED, Outcome.UNKNOWN):
        for check in (authenticity.context, authenticity.issuer, authenticity.proof):
            if check.outcome is outcome:
                return outcome, check.code
    dates = check_dates(item, now)
    if dates.outcome is Outcome.FAILED:
        return Outcome.FAILED, dates.code
    if not authenticity.holds:
        return Outcome.FAILED, "proof.skipped"
    status = check_status(item, lookup, now)
    if status.outcome in (Outcome.FAILED, Outcome.UNKNOWN):
        return status.outcome, status.code
    return Outcome.PASSED, "proof.passed"
