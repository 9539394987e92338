"""The grading page: save, decide and go on to the next. What is typed is kept before anything is decided.

Not here: what the page shows (`desk_page`), and when work is accepted (`courses.practice`).
"""

from flask import Response, flash, jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from courses.errors import Conflict, Invalid
from courses.flows.assess import assess
from courses.practice.errors import AssessmentIncomplete, StaleAssessment
from courses.practice.services import adopt_mark, begin_assessment, save_assessment
from lms import clock
from lms.db import reading, transaction
from lms.errors import message_of, status_of
from lms.policy import Permission, requires
from lms.teach import blueprint
from lms.teach.desk_page import TypedMarks, Work, desk_view, find_work, note_reading, presence, typed_marks


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
        _decide(work, typed, version)
    except AssessmentIncomplete as error:
        return desk_view(work, incomplete=error), status_of(error)
    except (Conflict, Invalid) as error:
        stale = isinstance(error, StaleAssessment)
        return desk_view(work, typed=typed, fault=message_of(error), stale=stale), status_of(error)
    return _on_to_next(work)


def _keep(work: Work, typed: TypedMarks) -> int:
    with transaction() as session:
        assessment = save_assessment(
            session,
            attempt_id=work.attempt_id,
            assessor_id=work.person_id,
            marks=typed.with_sentence(work),
            comment=typed.comment,
            expected_version=typed.version,
            now=clock.now(),
        )
        if typed.adopt is not None:
            for other in assessment.attempt.assessments:
                if other.id == typed.adopt[1]:
                    adopt_mark(
                        session, assessment=assessment, other=other, criterion_id=typed.adopt[0], now=clock.now()
                    )
        return assessment.version


def _decide(work: Work, typed: TypedMarks, version: int) -> None:
    with transaction() as session:
        assess(
            session,
            attempt_id=work.attempt_id,
            assessor_id=work.person_id,
            marks=typed.marks,
            comment=typed.comment,
            expected_version=version,
            now=clock.now(),
        )


def _on_to_next(work: Work) -> ResponseReturnValue:
    flash(_("%(name)s hears from us by mail.", name=work.name), "ok")
    if work.next is None:
        return redirect(url_for("teach.queue"))
    return redirect(url_for("teach.grade", attempt=work.next))


@blueprint.post("/nakijken/<attempt>/begin")
@requires(Permission.ASSESS)
def begin_grading(attempt: str) -> Response:
    """Sent by the page's script when it opens: others see who looks at it."""
    work = find_work(attempt)
    with transaction() as session:
        begin_assessment(session, attempt_id=work.attempt_id, assessor_id=work.person_id, now=clock.now())
    with reading() as session:
        return jsonify(presence(session, work))


@blueprint.post("/nakijken/<attempt>/concept")
@requires(Permission.ASSESS)
def autosave_assessment(attempt: str) -> Response:
    """What was typed so far; answers with the new version and who else is looking."""
    work, typed = find_work(attempt), typed_marks(request.form)
    version = _keep(work, typed)
    with reading() as session:
        return jsonify(presence(session, work) | {"version": version})
