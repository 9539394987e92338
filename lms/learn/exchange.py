"""Questions about a part, to the trainers and fellow participants of the own group, also after the course.

Works as plain forms; what was typed stays when it cannot be kept. Not here: the trainer's page (`lms.teach`).
"""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from courses.delivery.queries import latest_enrolment_of
from courses.flows import exchange
from courses.network.errors import BadWords
from courses.network.queries import questions_of_group
from courses.progress.queries import unit_by_slug
from lms import clock
from lms.db import reading, transaction
from lms.errors import message_of
from lms.learn import blueprint
from lms.learn.shared import own, words
from lms.policy import Permission, requires
from lms.signin import actor


@blueprint.get("/leren/<participation>/<unit_slug>/vragen")
@requires(Permission.LEARN)
def questions(participation: str, unit_slug: str) -> str:
    return _page(participation, unit_slug)


@blueprint.post("/leren/<participation>/<unit_slug>/vragen")
@requires(Permission.LEARN)
def ask_group(participation: str, unit_slug: str) -> ResponseReturnValue:
    body = request.form.get("body", "")
    try:
        with transaction() as session:
            mine = own(session, participation)
            exchange.ask_group(session, participation=mine, unit_slug=unit_slug, body=body, now=clock.now())
    except BadWords as error:
        return _page(participation, unit_slug, typed=body, error=message_of(error)), 422
    flash(_("Your question is with your group. You get a mail when somebody answers."), "ok")
    return redirect(url_for("learn.questions", participation=participation, unit_slug=unit_slug))


@blueprint.post("/leren/<participation>/<unit_slug>/vragen/<thread>/antwoord")
@requires(Permission.LEARN)
def answer_question(participation: str, unit_slug: str, thread: str) -> ResponseReturnValue:
    body = request.form.get("body", "")
    try:
        with transaction() as session:
            own(session, participation)
            reader = actor().person_id
            exchange.answer_question(session, public_id=thread, person_id=reader, body=body, now=clock.now())
    except BadWords as error:
        return _page(participation, unit_slug, at=thread, typed=body, error=message_of(error)), 422
    return redirect(url_for("learn.questions", participation=participation, unit_slug=unit_slug) + f"#v-{thread}")


@blueprint.post("/leren/<participation>/<unit_slug>/vragen/<thread>/opgelost")
@requires(Permission.LEARN)
def solve_question(participation: str, unit_slug: str, thread: str) -> ResponseReturnValue:
    solved, reader = request.form.get("opgelost") == "ja", actor().person_id
    with transaction() as session:
        own(session, participation)
        exchange.solve_question(session, public_id=thread, person_id=reader, solved=solved, now=clock.now())
    return redirect(url_for("learn.questions", participation=participation, unit_slug=unit_slug) + f"#v-{thread}")


def _page(participation: str, unit_slug: str, *, at: str = "", typed: str = "", error: str = "") -> str:
    """`at`: the question whose reply came back; empty: the new question."""
    with reading() as session:
        mine = own(session, participation)
        unit = unit_by_slug(session, module_version_id=mine.module_version_id, slug=unit_slug)
        enrolment = latest_enrolment_of(session, participation_id=mine.id)
        found = []
        if enrolment is not None:
            reader = actor().person_id
            found = questions_of_group(session, run_id=enrolment.run_id, reader_id=reader, unit_id=unit.id)
        return render_template(
            "learn/questions.html",
            participation=mine.public_id,
            unit_slug=unit.slug,
            title=words(unit.title),
            group=enrolment.run.name if enrolment else "",
            questions=found,
            at=at,
            typed=typed,
            error=error,
        )
