"""The desk where anybody checks badges: one or two hundred, without an account; nothing that is offered is kept.

Works as a plain form. Each badge gets its own verdict, the ones to look at first. Not here: what a badge proves.
"""

import time
from dataclasses import dataclass

from flask import render_template, request

from lms import clock
from lms.badges import blueprint
from lms.badges.findings import Finding
from lms.badges.inspection import Inspection, inspect_award, inspect_offered
from lms.badges.kinds import Kind
from lms.badges.labels import art_of, foreign_art, foreign_facts, own_facts, own_name
from lms.badges.offers import Offer, offers_of
from lms.badges.page import award_at
from lms.badges.words import _, stamp
from lms.guards import accepts
from lms.limits import limiter
from lms.policy import public

BODY = 64 * 1024 * 1024
#: In seconds: what is not looked at by then is said to be so, and can be offered again.
PATIENCE = 25.0


@dataclass(frozen=True, slots=True)
class Result:
    """One offer with what was found."""

    number: int
    label: str
    finding: Finding
    inspection: Inspection | None = None

    @property
    def fine(self) -> bool:
        return self.finding.kind is Kind.VALID


@blueprint.get("/controleer")
@public
def check() -> str:
    """The empty desk."""
    return render_template("badges/check.html", results=None, asked="", text="")


@blueprint.post("/controleer")
@public
@limiter.limit("60 per minute")
@accepts(BODY)
def check_offers() -> str:
    """Look at everything that was offered."""
    text, asked = request.form.get("bron", ""), request.form.get("adres", "").strip()
    offers = offers_of(request.files.getlist("bestanden"), text)
    results = _results(offers, asked)
    return render_template(
        "badges/check.html",
        results=sorted(results, key=lambda result: result.fine),
        asked=asked,
        text=text if len(offers) == 1 else "",
        now=clock.now(),
        stamp=stamp,
        art_of=_art,
        facts_of=_facts,
        name_of=_name,
    )


def _results(offers: list[Offer], asked: str) -> list[Result]:
    until = time.monotonic() + PATIENCE
    return [_result(number, offer, asked, time.monotonic() > until) for number, offer in enumerate(offers, start=1)]


def _result(number: int, offer: Offer, asked: str, late: bool) -> Result:
    if late:
        finding = Finding(Kind.KEY_UNRESOLVED, _("Not checked yet"), _("This was too much at once. Offer it again."))
        return Result(number, offer.label, finding)
    if offer.problem:
        return Result(number, offer.label, Finding(Kind.NOTHING, _("No badge found"), offer.problem))
    inspection = _look(offer, asked)
    return Result(number, offer.label, inspection.finding, inspection)


def _look(offer: Offer, asked: str) -> Inspection:
    if not offer.public_id:
        return inspect_offered(offer.data, now=clock.now(), recipient=asked or None)
    award = award_at(offer.public_id)
    if award.edition.signed is None or not asked:
        return inspect_award(award, now=clock.now())
    return inspect_offered(award.edition.signed, now=clock.now(), recipient=asked)


def _art(inspection: Inspection) -> str:
    return art_of(inspection.award) if inspection.award else foreign_art()


def _name(inspection: Inspection) -> str:
    if inspection.award is not None:
        return own_name(inspection.award)
    return inspection.facts.name if inspection.facts else ""


def _facts(inspection: Inspection) -> list[tuple[str, ...]]:
    if inspection.award is not None:
        return list(own_facts(inspection))
    if inspection.facts is None:
        return []
    return list(foreign_facts(inspection.facts, inspection.trust.name))
