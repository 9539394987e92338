"""Planning a group from a module: dates are proposed, everything can be changed, and one save makes it.

Not here: what a plan must satisfy (`courses.flows.plan_run`), and changing what people count on (`moving`).
"""

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from courses.delivery.errors import BadPlan
from courses.flows.plan_run import plan_run
from lms import clock
from lms.db import transaction
from lms.errors import message_of, status_of
from lms.policy import Permission, requires
from lms.teach import blueprint
from lms.teach.planning_page import begin, choice_view, find_module, plan_view, read_plan, with_dates


@blueprint.get("/groepen/plannen")
@requires(Permission.TEACH)
def plans() -> str:
    return choice_view()


@blueprint.get("/groepen/plannen/<slug>")
@requires(Permission.TEACH)
def plan(slug: str) -> str:
    """A fresh form; `?kopie=` begins from an earlier group."""
    found = find_module(slug)
    return plan_view(found, begin(found, request.args.get("kopie", "")))


@blueprint.post("/groepen/plannen/<slug>")
@requires(Permission.TEACH)
def do_plan(slug: str) -> ResponseReturnValue:
    found, typed = find_module(slug), request.form.to_dict()
    try:
        if typed.get("do") == "propose":
            return plan_view(found, with_dates(found, typed))
        with transaction() as session:
            run = plan_run(session, **read_plan(session, found, typed), now=clock.now())
    except BadPlan as error:
        return plan_view(found, typed, fault=message_of(error), field=error.field or ""), status_of(error)
    flash(_("The group is planned, and in the catalogue."), "ok")
    return redirect(url_for("teach.run", run=run.public_id))
