"""The questions of a group, for who gives or oversees it: answer, say that it is solved, take it away.

Not here: the participants' page (`lms.learn`).
"""

from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from courses.flows import exchange
from courses.network.errors import BadWords
from courses.network.queries import questions_of_group
from lms import clock, wording
from lms.db import reading, transaction
from lms.errors import message_of
from lms.policy import Permission, requires
from lms.teach import blueprint
from lms.teach.group_page import FoundRun, find_run, the_run


@blueprint.get("/groepen/<run>/vragen")
@requires(Permission.TEACH)
def questions(run: str) -> str:
    return _page(find_run(run))


@blueprint.post("/groepen/<run>/vragen/<thread>/antwoord")
@requires(Permission.TEACH)
def answer_thread(run: str, thread: str) -> ResponseReturnValue:
    found, body = find_run(run), request.form.get("body", "")
    try:
        with transaction() as session:
            exchange.answer_question(session, public_id=thread, body=body, now=clock.now(), **_reader(found))
    except BadWords as error:
        return _page(found, at=thread, typed=body, error=message_of(error)), 422
    return redirect(url_for("teach.questions", run=run) + f"#v-{thread}")


@blueprint.post("/groepen/<run>/vragen/<thread>/opgelost")
@requires(Permission.TEACH)
def solve_thread(run: str, thread: str) -> ResponseReturnValue:
    found, solved = find_run(run), request.form.get("opgelost") == "ja"
    with transaction() as session:
        exchange.solve_question(session, public_id=thread, solved=solved, now=clock.now(), **_reader(found))
    return redirect(url_for("teach.questions", run=run) + f"#v-{thread}")


@blueprint.post("/groepen/<run>/vragen/<thread>/weg")
@requires(Permission.TEACH)
def hide_thread(run: str, thread: str) -> ResponseReturnValue:
    """Take away the question, or with `antwoord` one reply."""
    found, reply = find_run(run), request.form.get("antwoord", "")
    with transaction() as session:
        exchange.moderate(session, public_id=thread, reply=reply, now=clock.now(), **_reader(found))
    return redirect(url_for("teach.questions", run=run))


def _reader(found: FoundRun) -> dict[str, Any]:
    return {"person_id": found.person_id, "organisations": found.organisations}


def _page(found: FoundRun, *, at: str = "", typed: str = "", error: str = "") -> str:
    with reading() as session:
        run = the_run(session, found)
        listed = questions_of_group(session, run_id=run.id, reader_id=found.person_id)
        values = {"run": run, "questions": listed, "at": at, "typed": typed, "error": error, "w": wording}
        return render_template("teach/questions.html", **values)
