"""Changing a group that is planned already, and adding a session to it.

Not here: other dates (`moving`), and what follows (`courses.flows.change_run`).
"""

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from courses.delivery.errors import BadPlan, PlanChanged
from courses.flows.change_run import add_meeting, change_run
from lms import clock
from lms.db import transaction
from lms.errors import message_of, status_of
from lms.policy import Permission, requires
from lms.teach import blueprint
from lms.teach.editing_page import Again, edit_view, read_details, read_meeting, shared_fields
from lms.teach.group_page import find_run


@blueprint.get("/groepen/<run>/wijzigen")
@requires(Permission.TEACH)
def edit(run: str) -> str:
    return edit_view(find_run(run))


@blueprint.post("/groepen/<run>/wijzigen")
@requires(Permission.TEACH)
def do_edit(run: str) -> ResponseReturnValue:
    found, typed = find_run(run), request.form.to_dict()
    try:
        with transaction() as session:
            details = read_details(session, found, typed)
            done = change_run(session, details=details, **shared_fields(found, typed), now=clock.now())
    except (BadPlan, PlanChanged) as error:
        return edit_view(found, Again(typed, message_of(error), getattr(error, "field", "") or "")), status_of(error)
    flash(_("Saved. Who has to know gets one message.") if done else _("It was so already."), "ok")
    return redirect(url_for("teach.run", run=run))


@blueprint.post("/groepen/<run>/bijeenkomsten")
@requires(Permission.TEACH)
def do_add_meeting(run: str) -> ResponseReturnValue:
    found, typed = find_run(run), request.form.to_dict()
    try:
        with transaction() as session:
            add_meeting(session, plan=read_meeting(typed), **shared_fields(found, typed), now=clock.now())
    except (BadPlan, PlanChanged) as error:
        again = Again(typed, message_of(error), getattr(error, "field", "") or "", adding=True)
        return edit_view(found, again), status_of(error)
    flash(_("Added. Everybody in the group gets one message."), "ok")
    return redirect(url_for("teach.run", run=run))
