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
    given, secret = given_in(request.form), wiring().secret
    try:
        with transaction() as session:
            mine = own(session, participation)
            learn.answer_question(
                session,
                participation=mine,
                slug=unit_slug,
                question=question,
                given=given,
                secret=secret,
                now=clock.now(),
            )
    except BadAnswer as error:
        page = unit_page(participation, unit_slug, asked=question, error=message_of(error), given=given)
        return render_template("learn/quiz.html", page=page), 422
    where = url_for("learn.unit", participation=participation, unit_slug=unit_slug, vraag=question)
    return redirect(f"{where}#feedback")
