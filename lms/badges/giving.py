"""Giving a badge by hand, to one person or to hundreds: choose, look, select all, give.

Not here: who is in and why not (`giving_page`), and how far a long list is (`acts`).
"""

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from courses.flows.award_by_hand import award_group
from lms import clock
from lms.badges import blueprint
from lms.badges.giving_page import Looked, giving_page, look
from lms.badges.words import _
from lms.db import transaction
from lms.policy import Permission, requires
from lms.signin import actor


@blueprint.get("/uitreiken")
@requires(Permission.AWARD)
def giving() -> str:
    """Which badge and to whom; from a group's own page both are known, and the list is there at once."""
    return giving_page(look())


@blueprint.post("/uitreiken")
@requires(Permission.AWARD)
def give() -> Response | tuple[str, int]:
    """Look who is in; select everybody who is ready; give it to those who are ticked."""
    looked, step = look(), request.form.get("stap", "")
    if not looked.people:
        return giving_page(looked, asked=True), 200 if looked.problems else 422
    ticked = _ticked(looked)
    if step == "alles":
        ticked = [one.person_id for one in looked.ready]
    if step != "geef":
        return giving_page(looked, ticked=ticked), 200
    if not ticked or not request.form.get("reden", "").strip():
        return giving_page(looked, ticked=ticked, error=_lacking(ticked), asked=True), 422
    return redirect(url_for("badges.act", act=_begin(looked, ticked)), code=303)


def _ticked(looked: Looked) -> list[int]:
    """Of the people on the page, those who are ticked: nobody else can be named."""
    chosen = {int(value) for value in request.form.getlist("wie") if value.isdecimal()}
    return [one.person_id for one in looked.people if one.person_id in chosen]


def _lacking(ticked: list[int]) -> str:
    return _("Write down why. The holder reads this too.") if ticked else _("Choose at least one person.")


def _begin(looked: Looked, ticked: list[int]) -> str:
    with transaction() as session:
        batch = award_group(
            session,
            badge_version_id=looked.version_id,
            person_ids=ticked,
            nominated_by_id=actor().person_id,
            reason=request.form["reden"],
            now=clock.now(),
        )
        return batch.public_id
