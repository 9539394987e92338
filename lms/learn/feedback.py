"""The short form after a module: three scales and a remark, without a name (KPI-08).

Not here: how much of the answers a trainer sees (`courses.insight`).
"""

from collections.abc import Mapping

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from courses.insight import rules
from courses.insight.errors import BadFeedback
from courses.insight.queries import feedback_run, gave_feedback
from courses.insight.services import give_feedback
from lms import clock
from lms.db import reading, transaction
from lms.errors import message_of, status_of
from lms.forms import number_in
from lms.learn import blueprint
from lms.learn.shared import own, words
from lms.policy import Permission, requires

ADDRESS = "/leren/<participation>/terugblik"


@blueprint.get(ADDRESS)
@requires(Permission.LEARN)
def feedback(participation: str) -> str:
    return _page(participation, {}, None)


@blueprint.post(ADDRESS)
@requires(Permission.LEARN)
def send_feedback(participation: str) -> ResponseReturnValue:
    typed = request.form
    try:
        answer = rules.answer({name: number_in(typed.get(name)) for name in rules.SCALES}, typed.get("remark", ""))
        with transaction() as session:
            give_feedback(session, participation=own(session, participation), answer=answer, now=clock.now())
    except BadFeedback as error:
        return _page(participation, typed, error), status_of(error)
    flash(_("Thank you. It is kept without your name."), "ok")
    return redirect(url_for("learn.home", spoor=participation))


def _page(participation: str, typed: Mapping[str, str], error: BadFeedback | None) -> str:
    with reading() as session:
        mine = own(session, participation)
        return render_template(
            "learn/feedback.html",
            participation=mine.public_id,
            title=words(mine.module_version.title),
            open=feedback_run(session, participation=mine, now=clock.now()) is not None,
            given=gave_feedback(session, mine.id),
            scales=_scales(),
            answers=_answers(),
            minimum=rules.MIN_ANSWERS,
            limit=rules.MAX_REMARK,
            typed=typed,
            wrong=error.field if error else "",
            fault=message_of(error) if error else "",
        )


def _scales() -> dict[str, str]:
    """What is asked, by scale: access, relevance, usability."""
    return {
        "access": _("I could open, read and follow everything."),
        "relevance": _("It is about what I need in my lessons."),
        "usability": _("I can use it in my class."),
    }


def _answers() -> list[tuple[int, str]]:
    return [(1, _("Not")), (2, _("A little")), (3, _("Mostly")), (4, _("Entirely"))]
