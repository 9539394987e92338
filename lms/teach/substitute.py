"""The substitute task of somebody who missed a session: give one, read what was handed in, say yes or not yet.

Not here: what a yes leads to (`courses.flows.substitute`).
"""

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from courses.delivery.errors import BadSubstitute, NotMissed, SubstituteChanged
from courses.flows.substitute import decide_substitute, give_task
from lms import clock
from lms.db import transaction
from lms.errors import message_of, status_of
from lms.forms import number_in
from lms.policy import Permission, requires
from lms.teach import blueprint
from lms.teach.substitute_page import FoundTask, Typed, find_task, rows_of, substitute_view

ADDRESS = "/groepen/<run>/bijeenkomsten/<meeting>/vervangtaak/<participation>"


@blueprint.get(ADDRESS)
@requires(Permission.TEACH)
def substitute(run: str, meeting: str, participation: str) -> str:
    return substitute_view(find_task(run, meeting, participation))


@blueprint.post(ADDRESS)
@requires(Permission.TEACH)
def change_substitute(run: str, meeting: str, participation: str) -> ResponseReturnValue:
    """`do`: give, yes or no."""
    found, do = find_task(run, meeting, participation), request.form.get("do", "give")
    try:
        told = _give(found) if do == "give" else _decide(found, accepted=do == "yes")
    except (BadSubstitute, NotMissed, SubstituteChanged) as error:
        typed = Typed(request.form.get("task"), request.form.get("word"), message_of(error))
        return substitute_view(found, typed), status_of(error)
    flash(told, "ok")
    return redirect(url_for("teach.attendance", run=run, meeting=meeting))


def _give(found: FoundTask) -> str:
    with transaction() as session:
        meeting, participation, _row = rows_of(session, found)
        give_task(
            session,
            meeting=meeting,
            participation=participation,
            task=request.form.get("task", ""),
            actor_id=found.run.person_id,
            now=clock.now(),
        )
    return str(_("Given. They get a mail with the task."))


def _decide(found: FoundTask, *, accepted: bool) -> str:
    with transaction() as session:
        _meeting, _participation, row = rows_of(session, found)
        if row is None:
            raise SubstituteChanged()
        decide_substitute(
            session,
            task=row,
            accepted=accepted,
            word=request.form.get("word", ""),
            seen=number_in(request.form.get("seen")),
            actor_id=found.run.person_id,
            now=clock.now(),
        )
    return str(_("It counts as being there. They get a mail.") if accepted else _("They get a mail with what to add."))
