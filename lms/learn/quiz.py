"""Answering a question: POST, then GET with the feedback, so that it works without a script.

Not here: what is right (`courses.practice.quiz_rules`), and what the page shows (`quiz_page`).
"""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from courses.flows import learn
from courses.practice.quiz_errors import BadAnswer
from lms import clock
from lms.db import transaction
from lms.errors import message_of
from lms.learn import blueprint
from lms.learn.quiz_page import given_in
from lms.learn.reader_page import unit_page
from lms.learn.shared import own
from lms.policy import Permission, requires
from lms.wiring import wiring


@blueprint.post("/leren/<participation>/<unit_slug>/vraag/<question>")
@requires(Permission.LEARN)
def answer(participation: str, unit_slug: str, question: str) -> ResponseReturnValue:
    given = given_in(request.form)
    try:
        _keep(participation, unit_slug, question, given)
    except BadAnswer as error:
        page = unit_page(participation, unit_slug, asked=question, error=message_of(error), given=given)
        return render_template("learn/quiz.html", page=page), 422
    where = url_for("learn.unit", participation=participation, unit_slug=unit_slug, vraag=question)
    return redirect(f"{where}#feedback")


def _keep(participation: str, unit_slug: str, question: str, given: list[str]) -> None:
    with transaction() as session:
        learn.answer_question(
            session,
            participation=own(session, participation),
            slug=unit_slug,
            question=question,
            given=given,
            secret=wiring().secret,
            now=clock.now(),
        )
