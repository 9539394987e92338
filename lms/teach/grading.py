"""The grading page: save, decide and go on to the next. What is typed is kept before anything is decided.

Not here: what the page shows (`desk_page`), what two assessors agree on (`agreeing`), and when work is accepted
(`courses.practice`).
"""

from typing import TYPE_CHECKING

from flask import Response, flash, jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from courses.errors import N_, Conflict, Invalid, NotFound
from courses.flows.assess import assess
from courses.flows.speak import put_in_writing
from courses.flows.take_over import take_work_over
from courses.practice.errors import AlreadyAssessed, AssessmentIncomplete, MarksAreIn, StaleAssessment
from courses.practice.models import Assessment, AssessmentState
from courses.practice.queries.holding import assessors_asked
from courses.practice.services import (
    adopt_mark,
    arrive,
    drop_aside,
    forget_sentence,
    hold,
    keep_sentence,
    put_aside,
    save_assessment,
    take_aside,
)
from lms import clock
from lms.db import reading, transaction
from lms.errors import message_of, status_of
from lms.policy import Permission, requires
from lms.teach import blueprint
from lms.teach.desk_form import TypedMarks, typed_marks
from lms.teach.desk_page import Work, desk_view, find_work, note_reading, the_desk
from lms.teach.presence import presence_facts

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

LATE = (StaleAssessment, AlreadyAssessed, MarksAreIn)
"""Faults of a save that came too late: what it holds is put aside, never dropped."""


@blueprint.get("/nakijken/<attempt>")
@requires(Permission.ASSESS)
def grade(attempt: str) -> str:
    work = find_work(attempt)
    note_reading(work)
    return desk_view(work)


@blueprint.post("/nakijken/<attempt>")
@requires(Permission.ASSESS)
def change_assessment(attempt: str) -> ResponseReturnValue:
    """Every button saves first, in a transaction of its own, so a decision that fails loses no word."""
    work, typed = find_work(attempt), typed_marks(request.form)
    try:
        version = _keep(work, typed)
        if typed.act != "decide":
            return redirect(url_for("teach.grade", attempt=attempt, _anchor=typed.anchor))
        in_ = _decide(work, typed, version)
    except AssessmentIncomplete as error:
        return desk_view(work, incomplete=error), status_of(error)
    except (Conflict, Invalid) as error:
        stale = isinstance(error, StaleAssessment)
        return desk_view(work, typed=typed, fault=message_of(error), stale=stale), status_of(error)
    return _on_to_next(work, in_)


def _keep(work: Work, typed: TypedMarks) -> int:
    """Save what was typed and do what a button asked beside it; too late, and it lies beside what was saved."""
    try:
        with transaction() as session:
            assessment = save_assessment(
                session,
                attempt_id=work.attempt_id,
                assessor_id=work.person_id,
                marks=typed.with_sentence(work.texts),
                comment=typed.comment,
                expected_version=typed.version,
                now=clock.now(),
            )
            hold(session, assessment=assessment, now=clock.now())
            _act(session, work, typed, assessment)
            return assessment.version
    except LATE:
        _put_aside(work, typed)
        raise


def _put_aside(work: Work, typed: TypedMarks) -> None:
    with transaction() as session:
        put_aside(
            session,
            attempt_id=work.attempt_id,
            assessor_id=work.person_id,
            marks=typed.marks,
            comment=typed.comment,
            window=typed.window,
            now=clock.now(),
        )


def _act(session: "Session", work: Work, typed: TypedMarks, assessment: Assessment) -> None:
    """What a button asks beside saving."""
    now = clock.now()
    if typed.act == "take":
        take_work_over(session, attempt_id=work.attempt_id, assessor_id=work.person_id, now=now)
    if typed.summary is not None:
        put_in_writing(session, assessment=assessment, summary=typed.summary)
    if typed.adopt is not None:
        _adopt(session, typed.adopt, assessment)
    if typed.aside is not None:
        act, place = typed.aside
        if act == "take":
            take_aside(session, assessment=assessment, place=place, now=now)
        else:
            drop_aside(session, assessment=assessment, place=place)
    if typed.keep:
        text = typed.marks[typed.keep].comment if typed.keep in typed.marks else ""
        keep_sentence(session, person_id=work.person_id, criterion_id=typed.keep, text=text, now=now)
    if typed.forget:
        forget_sentence(session, person_id=work.person_id, sentence_id=typed.forget)


def _adopt(session: "Session", asked: tuple[int, int], assessment: Assessment) -> None:
    if assessors_asked(session, assessment.attempt) > 1:
        raise NotFound(N_("This work does not exist, or it is not yours to assess."))
    for other in assessment.attempt.assessments:
        if other.id == asked[1] and not other.agreement:
            adopt_mark(session, assessment=assessment, other=other, criterion_id=asked[0], now=clock.now())


def _decide(work: Work, typed: TypedMarks, version: int) -> bool:
    """Says whether the participant hears of it: where two assess, not before both are in."""
    with transaction() as session:
        decided = assess(
            session,
            attempt_id=work.attempt_id,
            assessor_id=work.person_id,
            marks=typed.marks,
            comment=typed.comment,
            expected_version=version,
            now=clock.now(),
        )
        return decided.state is AssessmentState.FINAL


def _on_to_next(work: Work, decided: bool) -> ResponseReturnValue:
    if decided:
        flash(_("%(name)s hears from us by mail.", name=work.name), "ok")
    else:
        flash(_("Your marks are in. Nobody sees them until the second assessor is done too."), "ok")
    if work.next is None:
        return redirect(url_for("teach.queue"))
    return redirect(url_for("teach.grade", attempt=work.next))


@blueprint.post("/nakijken/<attempt>/begin")
@requires(Permission.ASSESS)
def begin_grading(attempt: str) -> Response:
    """Sent by the page's script when it opens and every few seconds after: others see who looks at it."""
    work = find_work(attempt)
    with transaction() as session:
        arrive(session, attempt_id=work.attempt_id, assessor_id=work.person_id, now=clock.now())
    with reading() as session:
        return jsonify(presence_facts(the_desk(session, work), clock.now()))


@blueprint.post("/nakijken/<attempt>/concept")
@requires(Permission.ASSESS)
def autosave_assessment(attempt: str) -> Response:
    """What was typed so far; answers with the new version and who else is looking."""
    work, typed = find_work(attempt), typed_marks(request.form)
    version = _keep(work, typed)
    with reading() as session:
        return jsonify(presence_facts(the_desk(session, work), clock.now()) | {"version": version})
