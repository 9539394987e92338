"""One's own password, data and account."""

from tempfile import TemporaryFile

from flask import Response, flash, redirect, render_template, send_file, session, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Answer

from courses.accounts.errors import PasswordRefused
from courses.accounts.queries import has_password, password_is
from courses.accounts.services import set_password
from courses.flows.erase_person import erase_person
from courses.people.queries import primary_address
from lms import clock
from lms.auth import blueprint
from lms.auth.acts import renew
from lms.auth.forms import DeleteForm, PasswordForm
from lms.auth.profile import person_key
from lms.db import reading, transaction
from lms.errors import message_of
from lms.exporting import write_archive
from lms.limits import PER_ACCOUNT, limiter
from lms.policy import Permission, requires
from lms.signin import actor, end
from lms.wiring import wiring


def _password_page(form: PasswordForm) -> str:
    with reading() as database:
        known = has_password(database, actor().person_id)
        address = primary_address(database, actor().person_id) or ""
    return render_template("auth/password.html", form=form, has_password=known, address=address)


@blueprint.get("/wachtwoord")
@requires(Permission.OWN_ACCOUNT)
def password() -> str:
    """Set or change it."""
    return _password_page(PasswordForm())


@blueprint.post("/wachtwoord")
@requires(Permission.OWN_ACCOUNT)
@limiter.limit(PER_ACCOUNT, key_func=person_key)
def change_password() -> tuple[str, int] | Answer:
    """Ends every other session; this one goes on."""
    form, person_id = PasswordForm(), actor().person_id
    if form.validate_on_submit() and _knows_current(form, person_id):
        try:
            with transaction() as database:
                account = set_password(database, person_id=person_id, password=form.password.data, now=clock.now())
            renew(account)
            flash(_("Your password is changed. On other devices you have to sign in again."), "ok")
            return redirect(url_for("auth.profile"), code=303)
        except PasswordRefused as error:
            form.password.errors = (message_of(error),)
    return _password_page(form), 422


def _knows_current(form: PasswordForm, person_id: int) -> bool:
    """Whoever finds an open screen cannot take the account over: the password now is asked, where there is one."""
    with reading() as database:
        if password_is(database, person_id=person_id, password=form.current.data or ""):
            return True
    form.current.errors = (_("This is not your password."),)
    return False


@blueprint.post("/profiel/gegevens")
@requires(Permission.OWN_ACCOUNT)
@limiter.limit("5 per hour", key_func=person_key)
def export() -> Response:
    """Everything about oneself, in one archive."""
    person_id = actor().person_id
    archive = TemporaryFile()  # noqa: SIM115  (closed by the answer, after it was sent)
    write_archive(wiring(), archive, person_id=person_id, actor_id=person_id, now=clock.now())
    archive.seek(0)
    return send_file(archive, mimetype="application/zip", as_attachment=True, download_name="leerspoor.zip")


@blueprint.get("/profiel/verwijderen")
@requires(Permission.OWN_ACCOUNT)
def leave() -> str:
    """What deleting the account means, before it is done."""
    return render_template("auth/leave.html", form=DeleteForm())


@blueprint.post("/profiel/verwijderen")
@requires(Permission.OWN_ACCOUNT)
def delete_account() -> tuple[str, int] | Answer:
    """Delete everything that is about this person; badges stay checkable."""
    form, person_id = DeleteForm(), actor().person_id
    if not form.validate_on_submit():
        return render_template("auth/leave.html", form=form), 422
    with transaction() as database:
        erase_person(database, person_id=person_id, actor_id=person_id, now=clock.now())
    end()
    session.pop("language", None)
    return redirect(url_for("auth.gone"), code=303)
