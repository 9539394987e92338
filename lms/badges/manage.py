"""What an issuer's people do: see what was given, take a badge back, give one by hand.

Only within the own organisations; another's badge is one that does not exist. Not here: who may (`lms.policy`).
"""

from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from courses.errors import DomainError
from courses.flows.award_by_hand import Candidate, award_by_hand, preview
from courses.flows.revoke import revoke
from courses.people.queries import names_of
from courses.people.services import audit
from courses.recognition.errors import NoSuchAward
from courses.recognition.queries import AwardView, find_award, list_awards
from courses.recognition.queries.candidates import candidates, giveable, giveable_version
from lms import clock
from lms.badges import blueprint
from lms.badges.labels import art_of, own_name
from lms.badges.words import _, ngettext
from lms.db import reading, transaction
from lms.errors import message_of
from lms.missing_text import missing_title
from lms.policy import Permission, requires
from lms.signin import actor
from lms.wording import text

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

MAX_PEOPLE = 100


@blueprint.get("/uitgegeven")
@requires(Permission.REVOKE)
def issued() -> str:
    """Every badge of the own issuers and who holds it, newest first. That somebody read this is written down."""
    with transaction() as session:
        found = [award for one in sorted(actor().organisations(Permission.REVOKE)) for award in _given_by(session, one)]
        holders = names_of(session, [award.person_id for award in found])
    found.sort(key=lambda award: award.awarded_at, reverse=True)
    return render_template("badges/issued.html", awards=[(award, own_name(award)) for award in found], holders=holders)


def _given_by(session: "Session", organisation_id: int) -> list[AwardView]:
    now = clock.now()
    audit(
        session,
        action="awards_read",
        subject_kind="organisation",
        subject_id=organisation_id,
        actor_id=actor().person_id,
        organisation_id=organisation_id,
        now=now,
    )
    return list_awards(session, now=now, organisation_id=organisation_id)


def _mine(public_id: str) -> AwardView:
    with reading() as session:
        award = find_award(session, public_id, now=clock.now())
    if award.organisation_id not in actor().organisations(Permission.REVOKE):
        raise NoSuchAward()
    return award


@blueprint.get("/uitgegeven/<public_id>/intrekken")
@requires(Permission.REVOKE)
def ask_revocation(public_id: str) -> str:
    """What will happen, and the reason that the holder will read."""
    return _revocation_page(_mine(public_id))


def _revocation_page(award: AwardView, error: str = "") -> str:
    with reading() as session:
        holder = names_of(session, [award.person_id]).get(award.person_id or 0, "")
    facts = {"name": own_name(award), "holder": holder, "art": art_of(award)}
    return render_template("badges/revoke.html", award=award, error=error, **facts)


@blueprint.post("/uitgegeven/<public_id>/intrekken")
@requires(Permission.REVOKE)
def do_revocation(public_id: str) -> Response | tuple[str, int]:
    """Take it back, with a reason."""
    award, reason = _mine(public_id), request.form.get("reden", "")
    if not reason.strip():
        return _revocation_page(award, _("Write down why. The holder reads this too.")), 422
    with transaction() as session:
        revoke(session, public_id=public_id, reason=reason, actor_id=actor().person_id, now=clock.now())
    flash(_("The badge was revoked. Its page says so now; elsewhere it shows within a minute."), "ok")
    return redirect(url_for("badges.issued"), code=303)


@blueprint.get("/uitreiken")
@requires(Permission.AWARD)
def giving() -> str:
    """Which badge, to whom, and why."""
    return _giving_page()


def _giving_page(**more: object) -> str:
    with reading() as session:
        versions = giveable(session, sorted(actor().organisations(Permission.AWARD)))
        options = [(version.id, version.name, version.badge.issuer.name) for version in versions]
    given = {"options": options, "form": request.form, "missing_title": missing_title, "text": text, **more}
    return render_template("badges/give.html", **given)


@blueprint.post("/uitreiken")
@requires(Permission.AWARD)
def give() -> Response | tuple[str, int]:
    """First who lacks what; with `zeker` the badges are given to those who do not hold it yet."""
    people, unknown = _people()
    if not people or not request.form.get("reden", "").strip() or "zeker" not in request.form:
        return _giving_page(people=people, unknown=unknown, asked=True), 200 if people else 422
    given, refused = _give(people)
    if given:
        flash(ngettext("%(num)s badge is being signed.", "%(num)s badges are being signed.", given), "ok")
    for sentence in refused:
        flash(sentence, "wait")
    return redirect(url_for("badges.issued"), code=303)


def _people() -> tuple[list[Candidate], list[str]]:
    """Those with the addresses of the form, as the one who gives should see them, and the addresses nobody has."""
    organisations = sorted(actor().organisations(Permission.AWARD))
    version_id = request.form.get("badge", "")
    addresses = request.form.get("adressen", "").replace(",", " ").replace(";", " ").split()[:MAX_PEOPLE]
    with reading() as session:
        version = giveable_version(session, int(version_id) if version_id.isdecimal() else 0, organisations)
        found, unknown = candidates(session, addresses, organisation_id=version.badge.issuer.organisation_id)
        return preview(session, badge_version_id=version.id, person_ids=found, now=clock.now()), unknown


def _give(people: list[Candidate]) -> tuple[int, list[str]]:
    """How many were given, and the sentences of those that were not. Each is a transaction of its own."""
    given, refused = 0, []
    for candidate in people:
        try:
            with transaction() as session:
                award_by_hand(
                    session,
                    badge_version_id=int(request.form["badge"]),
                    person_id=candidate.person_id,
                    nominated_by_id=actor().person_id,
                    reason=request.form["reden"],
                    now=clock.now(),
                )
            given += 1
        except DomainError as error:
            refused.append(message_of(error))
    return given, refused
