"""The holder's own badges: see them, let them be found, take them along, and choose what they show.

Not here: the page that others see (`page`).
"""

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from courses.delivery.models import RecipientForm
from courses.flows.reissue import BadgeChoice, reissue
from courses.flows.share import share
from courses.recognition.queries import AwardView, awards_of
from courses.recognition.queries.awards import award_of_holder
from courses.recognition.queries.coming import coming
from courses.recognition.rules import CAUSES
from lms import clock
from lms.badges import blueprint
from lms.badges.choices import choices_of
from lms.badges.labels import art_of, coming_art, own_name, seen_by_others
from lms.badges.profile_link import profile_fields, profile_link
from lms.badges.renewing import renewable
from lms.badges.words import _
from lms.db import reading, transaction
from lms.missing_text import missing_detail, missing_title
from lms.policy import Permission, requires
from lms.signin import actor
from lms.wording import text


@blueprint.get("/mijn-badges")
@requires(Permission.OWN_BADGES)
def mine() -> str:
    """Badges that are there, and those that are coming with what is missing."""
    now = clock.now()
    with reading() as session:
        awards = awards_of(session, person_id=actor().person_id, now=now)
        ahead = coming(session, person_id=actor().person_id, now=now)
    return render_template(
        "badges/mine.html",
        awards=[(award, own_name(award), art_of(award)) for award in awards if not _followed(award, awards)],
        ahead=[(badge, coming_art(badge)) for badge in ahead],
        title_of=missing_title,
        detail_of=missing_detail,
        text=text,
        gives=actor().may(Permission.REVOKE),
    )


def _followed(award: AwardView, others: list[AwardView]) -> bool:
    """Whether another badge on the shelf stands in its place; its own page still leads to it, and back."""
    after = award.successor
    return after is not None and any(other.public_id == after.public_id for other in others)


@blueprint.get("/mijn-badges/<public_id>")
@requires(Permission.OWN_BADGES)
def own(public_id: str) -> str:
    """One badge of the holder: share it, keep it, change what it shows."""
    now = clock.now()
    with reading() as session:
        award = award_of_holder(session, public_id, person_id=actor().person_id, now=now)
        minutes = renewable(session, public_id)
    return _own_page(award, choices=choices_of(award, actor()), renewal_minutes=minutes)


def _own_page(award: AwardView, **more: object) -> str:
    name = own_name(award)
    return render_template(
        "badges/own.html",
        award=award,
        name=name,
        art=art_of(award),
        seen=seen_by_others(award),
        cause=_(CAUSES[award.revocation_cause]) if award.revocation_cause in CAUSES else "",
        profile_link=profile_link(award, name),
        profile_fields=profile_fields(award, name),
        **more,
    )


@blueprint.post("/mijn-badges/<public_id>/delen")
@requires(Permission.OWN_BADGES)
def set_sharing(public_id: str) -> Response:
    """Let the page be found, or not any more."""
    shared = request.form.get("delen") == "ja"
    with transaction() as session:
        share(session, public_id=public_id, person_id=actor().person_id, shared=shared, now=clock.now())
    flash(_("Your badge can be found now.") if shared else _("Only who has the link sees your badge now."), "ok")
    return redirect(url_for("badges.own", public_id=public_id), code=303)


@blueprint.post("/mijn-badges/<public_id>/tonen")
@requires(Permission.OWN_BADGES)
def choose(public_id: str) -> Response:
    """Have the badge made again with what the holder wants it to show."""
    with transaction() as session:
        choice = _choice()
        reissue(session, public_id=public_id, person_id=actor().person_id, choice=choice, now=clock.now())
    flash(_("Your badge is being made again. In a few seconds the page shows the new version."), "ok")
    return redirect(url_for("badges.own", public_id=public_id), code=303)


def _choice() -> BadgeChoice:
    address = request.form.get("adres", "")
    return BadgeChoice(
        form=RecipientForm.HASHED_EMAIL if address.isdecimal() else RecipientForm.PAIRWISE,
        address_id=int(address) if address.isdecimal() else None,
        show_name=request.form.get("naam") == "ja",
        pieces=frozenset(request.form.getlist("bewijs")),
    )
