"""Linking practice work to goals of the own curriculum, and looking back on it afterwards.

The picker is a page of its own: search by code or words, press, and one is back at the work. Not here: which goals
there are (`courses.frameworks`), and handing in (`hand_in`).
"""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from courses.errors import DomainError
from courses.frameworks.queries import holds, search_goals
from courses.practice.errors import StaleReflection
from courses.practice.queries.about_work import LinkedGoal
from courses.practice.services.about_work import link_goal, look_back, unlink_goal
from lms import clock, wording
from lms.db import reading, transaction
from lms.errors import message_of, status_of
from lms.forms import number_in
from lms.learn import blueprint
from lms.learn.about_work import today
from lms.learn.hand_in import ADDRESS
from lms.learn.hand_in_page import Place, find_place, looking_back_page
from lms.policy import Permission, requires

MAX_SEARCH = 100


@blueprint.get(f"{ADDRESS}/doelen")
@requires(Permission.LEARN)
def pick_goal(participation: str, unit_slug: str) -> str:
    """Search goals by code or words."""
    return _picker(find_place(participation, unit_slug))


def _picker(place: Place, fault: str = "") -> str:
    asked, on = request.values.get("zoek", "").strip()[:MAX_SEARCH], today()
    with reading() as session:
        found = [LinkedGoal(item, holds(item, on)) for item in search_goals(session, asked, on=on)]
        return render_template("learn/goals.html", place=place, asked=asked, found=found, fault=fault, w=wording)


@blueprint.post(f"{ADDRESS}/doelen")
@requires(Permission.LEARN)
def link_own_goal(participation: str, unit_slug: str) -> ResponseReturnValue:
    """Link the goal that was pressed, or take one off."""
    place = find_place(participation, unit_slug)
    try:
        _change_goal(place)
    except DomainError as error:
        return _picker(place, message_of(error)), status_of(error)
    here = url_for("learn.hand_in_work", participation=participation, unit_slug=unit_slug, _anchor="goals")
    return redirect(here)


def _change_goal(place: Place) -> None:
    change = unlink_goal if "weg" in request.form else link_goal
    with transaction() as session:
        change(
            session,
            participation_id=place.participation_id,
            unit_id=place.unit_id,
            person_id=place.person_id,
            item_id=number_in(request.form.get("weg") or request.form.get("doel")),
            now=clock.now(),
        )


@blueprint.post(f"{ADDRESS}/terugblik")
@requires(Permission.LEARN)
def look_back_on_work(participation: str, unit_slug: str) -> ResponseReturnValue:
    """Keep the answer to the question afterwards. An older window shows both texts and loses none."""
    place, text = find_place(participation, unit_slug), request.form.get("reflection", "")
    try:
        _keep_reflection(place, text)
    except DomainError as error:
        saved = error.text if isinstance(error, StaleReflection) else ""
        return looking_back_page(place, text, message_of(error), saved), status_of(error)
    here = url_for("learn.hand_in_work", participation=participation, unit_slug=unit_slug, _anchor="looking-back")
    return redirect(here)


def _keep_reflection(place: Place, text: str) -> None:
    with transaction() as session:
        look_back(
            session,
            participation_id=place.participation_id,
            person_id=place.person_id,
            assignment_id=place.assignment_id,
            text=text,
            as_evidence="delen" in request.form,
            expected_version=number_in(request.form.get("version")),
            now=clock.now(),
        )
