"""Who else sees what one does: the digital coaches of the own school, for who says so.

Not here: their page (`lms.coach`).
"""

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from courses.people.consent import COACH_SEES, set_consent
from lms import clock
from lms.auth import blueprint
from lms.db import transaction
from lms.policy import Permission, requires
from lms.signin import actor


@blueprint.post("/profiel/digicoach")
@requires(Permission.OWN_ACCOUNT)
def show_coach() -> Response:
    """Say yes, or take it back; from then on."""
    given = request.form.get("toon") == "ja"
    with transaction() as session:
        set_consent(session, person_id=actor().person_id, subject=COACH_SEES, given=given, now=clock.now())
    flash(_("Your digital coach sees it from now on.") if given else _("Your digital coach no longer sees it."), "ok")
    return redirect(url_for("auth.profile", _anchor="showing"), code=303)
