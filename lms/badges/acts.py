"""Acts on many badges at once: take back, put right, see how far it is, undo it within the hour.

Only within the own organisations; another's badge is one that does not exist. Not here: what the acts do
(`courses.flows`), and giving (`giving`).
"""

from typing import TYPE_CHECKING, Any

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from courses.errors import DomainError
from courses.flows.correct import correct_many
from courses.flows.revoke import revoke_many
from courses.flows.undo_batch import undo_batch
from courses.recognition.models import BadgeVersion
from courses.recognition.queries.batches import batch_view, versions_to_choose
from courses.recognition.queries.candidates import giveable_version
from courses.recognition.rules import CAUSES
from lms import clock
from lms.badges import blueprint
from lms.badges.manage import Held, held
from lms.badges.words import _, ngettext
from lms.db import reading, transaction
from lms.errors import message_of
from lms.policy import Permission, requires
from lms.signin import actor
from lms.wording import text

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

TO_REVOKE = ("wrong_group", "not_met", "not_own", "wrong_badge", "other")
TO_CORRECT = ("wrong_text", "wrong_badge", "wrong_name", "other")


@blueprint.get("/uitgegeven/<public_id>/intrekken")
@requires(Permission.REVOKE)
def ask_revocation(public_id: str) -> str:
    """What will happen to one badge, and the reason that its holder will read."""
    return _revocation_page(held([public_id]))


@blueprint.post("/uitgegeven/intrekken")
@requires(Permission.REVOKE)
def revoke_chosen() -> Response | tuple[str, int]:
    """First who it is about; with `zeker` it is done."""
    chosen, public_ids = _chosen()
    if "zeker" not in request.form or not chosen:
        return _revocation_page(chosen), 200 if chosen else 422
    try:
        with transaction() as session:
            batch = revoke_many(session, public_ids=public_ids, **_reason(), **_by()).public_id
    except DomainError as error:
        return _revocation_page(chosen, message_of(error)), 422
    return redirect(url_for("badges.act", act=batch), code=303)


@blueprint.post("/uitgegeven/verbeteren")
@requires(Permission.REVOKE)
def correct_chosen() -> Response | tuple[str, int]:
    """First what comes in their place; with `zeker` it is done."""
    chosen, public_ids = _chosen()
    if "zeker" not in request.form or not chosen:
        return _correction_page(chosen), 200 if chosen else 422
    try:
        with transaction() as session:
            version_id = _version(session)
            batch = correct_many(
                session, public_ids=public_ids, badge_version_id=version_id, **_reason(), **_by()
            ).public_id
    except DomainError as error:
        return _correction_page(chosen, message_of(error)), 422
    return redirect(url_for("badges.act", act=batch), code=303)


@blueprint.get("/uitgegeven/handelingen/<act>")
@requires(Permission.REVOKE)
def act(act: str) -> str:
    """How far it is, who was left out and why, and the way back."""
    with reading() as session:
        organisations = actor().organisations(Permission.REVOKE)
        view = batch_view(session, act, organisations=organisations, now=clock.now())
    return render_template("badges/act.html", act=view, causes=CAUSES, text=text)


@blueprint.post("/uitgegeven/handelingen/<act>/ongedaan")
@requires(Permission.REVOKE)
def undo_act(act: str) -> Response:
    """Undo it within the hour."""
    with transaction() as session:
        undo_batch(session, public_id=act, **_by())
    flash(_("Undone. The badges are as they were before."), "ok")
    return redirect(url_for("badges.act", act=act), code=303)


def _by() -> dict[str, Any]:
    organisations = frozenset(actor().organisations(Permission.REVOKE))
    return {"actor_id": actor().person_id, "organisations": organisations, "now": clock.now()}


def _reason() -> dict[str, Any]:
    return {"cause": request.form.get("oorzaak", ""), "reason": request.form.get("reden", "")}


def _chosen() -> tuple[list[Held], list[str]]:
    """The badges that are ticked, each once; NoSuchAward when one is not of the own organisations."""
    public_ids = list(dict.fromkeys(request.form.getlist("badge")))
    return held(public_ids), public_ids


def _version(session: "Session") -> int | None:
    """What comes in their place: a version that is the actor's to give, or (`zelfde`) the holder's data of now."""
    wanted = request.form.get("versie", "")
    if wanted == "zelfde":
        return None
    organisations = sorted(actor().organisations(Permission.REVOKE))
    found: BadgeVersion = giveable_version(session, int(wanted) if wanted.isdecimal() else 0, organisations)
    return found.id


def _revocation_page(chosen: list[Held], error: str = "") -> str:
    title = ngettext("Revoke %(num)s badge", "Revoke %(num)s badges", len(chosen))
    return render_template(
        "badges/revoke.html", chosen=chosen, title=title, error=error, form=request.form, causes=_causes(TO_REVOKE)
    )


def _correction_page(chosen: list[Held], error: str = "") -> str:
    title = ngettext("Put %(num)s badge right", "Put %(num)s badges right", len(chosen))
    badges = {one.award.badge_slug for one in chosen}
    with reading() as session:
        versions = versions_to_choose(session, actor().organisations(Permission.REVOKE))
        options = [
            (version.id, _version_words(version), version.badge.slug in badges)
            for version in versions
            if (version is version.badge.versions[-1] or version.badge.slug in badges)
            and not all(one.award.achievement_url == version.achievement_url for one in chosen)
        ]
    options.sort(key=lambda option: not option[2])
    return render_template(
        "badges/correct.html",
        chosen=chosen,
        title=title,
        error=error,
        form=request.form,
        causes=_causes(TO_CORRECT),
        versions=options,
    )


def _version_words(version: BadgeVersion) -> str:
    """`Arduino inzetten, versie 2 (module 1.1)`"""
    label = version.module_version.label if version.module_version else ""
    if label:
        return _(
            "%(badge)s, version %(number)s (module %(label)s)",
            badge=text(version.name),
            number=version.number,
            label=label,
        )
    return _("%(badge)s, version %(number)s", badge=text(version.name), number=version.number)


def _causes(names: tuple[str, ...]) -> list[tuple[str, str]]:
    return [(name, _(CAUSES[name])) for name in names]
