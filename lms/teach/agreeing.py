"""Around a decision: two assessors agree or a third decides, a second look, taking it back, adding to it.

Not here: the rubric's form (`grading`), and any of these decisions (`courses.flows`).
"""

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from courses.errors import Conflict, Invalid
from courses.flows.agree import agree, decide_for_both
from courses.flows.look_again import look_again
from courses.flows.undo_decision import undo_decision
from courses.practice.services import add_to_decision, begin_assessment, reopen_marks
from lms import clock
from lms.db import transaction
from lms.errors import message_of, status_of
from lms.forms import number_in
from lms.policy import Permission, requires
from lms.teach import blueprint
from lms.teach.desk_form import typed_marks
from lms.teach.desk_page import Work, desk_view, find_work

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

PROPOSAL = re.compile(r"^(\d{1,18}):(\d{1,3}):(\d{1,6})$")
"""Criterion id, level, and the version of what was proposed before."""


@blueprint.post("/nakijken/<attempt>/eens")
@requires(Permission.ASSESS)
def agree_on_level(attempt: str) -> ResponseReturnValue:
    """One of the two proposes a level or says yes; a third decides about the rest."""
    work = find_work(attempt)
    found = PROPOSAL.match(request.form.get("level", ""))
    if found is None:
        return _answer(work, lambda session: _third(session, work), _("The decision is made."))
    criterion, level, version = (int(part) for part in found.groups())
    return _answer(work, lambda session: _propose(session, work, criterion, level, version), "")


def _propose(session: "Session", work: Work, criterion: int, level: int, version: int) -> None:
    agree(
        session,
        attempt_id=work.attempt_id,
        assessor_id=work.person_id,
        criterion_id=criterion,
        level=level,
        expected_version=version,
        now=clock.now(),
    )


def _third(session: "Session", work: Work) -> None:
    typed = typed_marks(request.form)
    decide_for_both(
        session,
        attempt_id=work.attempt_id,
        assessor_id=work.person_id,
        levels={key: mark.level for key, mark in typed.marks.items() if mark.level is not None},
        comment=typed.comment,
        now=clock.now(),
    )


@blueprint.post("/nakijken/<attempt>/tweede")
@requires(Permission.ASSESS)
def second_opinion(attempt: str) -> ResponseReturnValue:
    """Four eyes: agree with a colleague's decision, or say why not."""
    work, agrees = find_work(attempt), request.form.get("do") == "yes"
    said = _("You agree. Thank you.") if agrees else _("Your colleague sees why you do not agree.")
    return _answer(work, lambda session: _look(session, work, agrees), said)


def _look(session: "Session", work: Work, agrees: bool) -> None:
    look_again(
        session,
        attempt_id=work.attempt_id,
        person_id=work.person_id,
        agrees=agrees,
        comment=request.form.get("comment", "").replace("\r\n", "\n"),
        now=clock.now(),
    )


@blueprint.post("/nakijken/<attempt>/beslissing")
@requires(Permission.ASSESS)
def change_decision(attempt: str) -> ResponseReturnValue:
    """Take a decision or the own marks back, or add the own words to a colleague's decision."""
    work, act = find_work(attempt), request.form.get("do", "")
    if act == "undo":
        return _answer(
            work, lambda session: _undo(session, work), _("The decision is undone. Everything you wrote is here.")
        )
    if act == "reopen":
        return _answer(work, lambda session: _reopen(session, work), _("You can change your marks again."))
    criterion = number_in(request.form.get("criterion")) or None
    return _answer(work, lambda session: _add(session, work, criterion), _("Added to what the participant reads."))


def _undo(session: "Session", work: Work) -> None:
    undo_decision(session, attempt_id=work.attempt_id, assessor_id=work.person_id, now=clock.now())


def _reopen(session: "Session", work: Work) -> None:
    own = begin_assessment(session, attempt_id=work.attempt_id, assessor_id=work.person_id, now=clock.now())
    reopen_marks(session, assessment=own)


def _add(session: "Session", work: Work, criterion: int | None) -> None:
    add_to_decision(
        session, attempt_id=work.attempt_id, assessor_id=work.person_id, criterion_id=criterion, now=clock.now()
    )


def _answer(work: Work, act: Callable[["Session"], None], said: str) -> ResponseReturnValue:
    """Do it and show the page again; what cannot be done is said on the page, with what was typed."""
    try:
        with transaction() as session:
            act(session)
    except (Conflict, Invalid) as error:
        return desk_view(work, typed=typed_marks(request.form), fault=message_of(error)), status_of(error)
    if said:
        flash(said, "ok")
    return redirect(url_for("teach.grade", attempt=work.attempt))
