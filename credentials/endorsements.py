"""What others say about a badge, its achievement or an organisation in it: the endorsements check.

Each endorsement, embedded or a token, goes through its own copy of the verification steps; the result is told and never
changes the verdict on the badge. Endorsements inside endorsements are not followed, and each has an equal part of the
work that is left, so that no endorsement can keep another from being heard. Source: Open Badges 3.0, "Verification"
step 6 and EndorsementCredential.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Any

from credentials.authenticity import issuer_id
from credentials.dates import check_dates
from credentials.examining import Examined, check_structure, examine
from credentials.limits import MAX_ENDORSEMENTS
from credentials.lookup import Lookup
from credentials.report import Check, Outcome, failed, passed, skipped, unknown
from credentials.status import check_status
from credentials.structure_fault import listed

_MAX_TEXT = 1_000
"""Letters of a comment or a name that are told: a report is no place for a book."""


@dataclass(frozen=True, slots=True)
class _Endorsement:
    """An endorsement as it stands in the badge: an object or a token, and what carries it."""

    content: Any
    carrier: str
    about: str


def check_endorsements(document: Mapping[str, Any], lookup: Lookup, now: datetime, *, strict: bool = True) -> Check:
    """The endorsements check: passed when all hold, failed or unknown otherwise.

    `details` tell of each: `carrier` (credential, achievement, issuer, creator or source) and its id (`about`),
    `issuer` and `issuer_name`, `comment`, `outcome`, and `code` and `message` of the check that decided it. Of a
    document with more than `MAX_ENDORSEMENTS` the first are checked, and the outcome is unknown.
    """
    found = list(_embedded(document))
    if not found:
        return skipped("endorsements", "endorsements.none")
    looked_at = found[:MAX_ENDORSEMENTS]
    details = tuple(
        _told(item, lookup.part(len(looked_at) - place), now, strict) for place, item in enumerate(looked_at)
    )
    return replace(_summary(details, len(found)), details=details)


def _summary(details: tuple[Mapping[str, Any], ...], count: int) -> Check:
    outcomes = [detail["outcome"] for detail in details]
    if count > len(details):
        return unknown("endorsements", "endorsements.too_many", limit=MAX_ENDORSEMENTS)
    good = outcomes.count(Outcome.PASSED)
    if good == count:
        return passed("endorsements", "endorsements.passed", count=good)
    make = failed if Outcome.FAILED in outcomes else unknown
    return make("endorsements", "endorsements.some", good=good, count=count)


def _embedded(document: Mapping[str, Any]) -> Iterator[_Endorsement]:
    """Each endorsement of the credential, its achievement, and the organisations they name."""
    subject = document["credentialSubject"]
    achievement = subject["achievement"]
    carriers = {
        "credential": document,
        "achievement": achievement,
        "issuer": document.get("issuer"),
        "creator": achievement.get("creator"),
        "source": subject.get("source"),
    }
    for carrier, value in carriers.items():
        if isinstance(value, Mapping):
            for name in ("endorsement", "endorsementJwt"):
                if name in value:
                    for item in listed(value[name]):
                        yield _Endorsement(item, carrier, str(value.get("id")))


def _told(item: _Endorsement, lookup: Lookup, now: datetime, strict: bool) -> dict[str, Any]:
    examined = examine(item.content, partial(_form, about=item.about), lookup, now, strict=strict)
    decided = _decided(examined, lookup, now)
    content = examined.document
    return {
        "outcome": decided.outcome,
        "carrier": item.carrier,
        "about": item.about,
        "issuer": issuer_id(content),
        "issuer_name": _text(content, "issuer", "name"),
        "comment": _text(content, "credentialSubject", "endorsementComment"),
        "id": content.get("id"),
        "code": decided.code,
        "message": decided.reason,
    }


def _form(document: Mapping[str, Any], about: str) -> Check:
    """The structure check: nobody is asked for the keys of what is said about somebody else."""
    found = check_structure(document, "EndorsementCredential")
    if found.outcome is Outcome.PASSED and document["credentialSubject"]["id"] != about:
        return failed("structure", "endorsements.other_subject")
    return found


def _decided(examined: Examined, lookup: Lookup, now: datetime) -> Check:
    """The check that decides whether the endorsement counts: the first that did not pass, else the one of its proof."""
    if examined.obstacle is not None:
        return examined.obstacle
    for check in (check_dates(examined.document, now), check_status(examined.document, lookup, now)):
        if check.outcome in (Outcome.FAILED, Outcome.UNKNOWN):
            return check
    return next(check for check in examined.checks if check.name == "proof")


def _text(content: Mapping[str, Any], name: str, inner: str) -> str | None:
    holder = content.get(name)
    found = holder.get(inner) if isinstance(holder, Mapping) else None
    return found[:_MAX_TEXT] if isinstance(found, str) else None
