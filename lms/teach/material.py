"""The material of a group's module, for who gives or oversees it, also when the group is over (MAT-04).

Not here: the participants' page (`lms.learn`).
"""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from courses.errors import Invalid
from courses.flows.share_material import unshare_material
from lms import clock, wording
from lms.db import reading, transaction
from lms.errors import message_of
from lms.guards import accepts
from lms.material import UPLOAD, material_of, share, typed
from lms.policy import Permission, requires
from lms.signin import actor
from lms.teach import blueprint
from lms.teach.group_page import FoundRun, find_run, the_run
from lms.workscope import overseen


@blueprint.get("/groepen/<run>/materiaal")
@requires(Permission.TEACH)
def materials(run: str) -> str:
    return _page(find_run(run))


@blueprint.post("/groepen/<run>/materiaal")
@accepts(UPLOAD)
@requires(Permission.TEACH)
def share_material(run: str) -> ResponseReturnValue:
    found = find_run(run)
    with reading() as session:
        module_id = the_run(session, found).module_version.module_id
    try:
        share(module_id, actor().person_id)
    except Invalid as error:
        return _page(found, error=message_of(error), field=error.field or "file"), 422
    flash(_("Your colleagues can use it now. You can take it back at any time."), "ok")
    return redirect(url_for("teach.materials", run=run, _anchor="shared"))


@blueprint.post("/groepen/<run>/materiaal/<item>/terugnemen")
@requires(Permission.TEACH)
def unshare(run: str, item: str) -> ResponseReturnValue:
    """What is one's own; and for who oversees the organisation, what does not belong here."""
    find_run(run)
    with transaction() as session:
        person, over = actor().person_id, overseen(actor())
        unshare_material(session, public_id=item, person_id=person, organisations=over, now=clock.now())
    flash(_("It is not shared any more. Who had it already may still use it."), "ok")
    return redirect(url_for("teach.materials", run=run, _anchor="shared"))


def _page(found: FoundRun, *, error: str = "", field: str = "") -> str:
    with reading() as session:
        run = the_run(session, found)
        return render_template(
            "teach/materials.html",
            run=run,
            module=wording.text(run.module_version.title),
            page=material_of(session, run.module_version, person_id=actor().person_id),
            oversees=run.module_version.module.organisation_id in found.organisations,
            unshare=lambda item: url_for("teach.unshare", run=run.public_id, item=item),
            typed=typed(request.form),
            error=error,
            field=field,
        )
