"""One's own name, language and addresses."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from courses.accounts.errors import LinkUsed
from courses.accounts.queries import has_password, link_by_hash
from courses.accounts.services import verify_address
from courses.errors import N_
from courses.people import addresses, queries, services
from courses.people.consent import COACH_SEES, consents
from courses.people.models import Role
from lms import clock
from lms.auth import blueprint
from lms.auth.acts import mail_verification
from lms.auth.agenda import agenda_address
from lms.auth.forms import AddressForm, ProfileForm, profile_language
from lms.db import reading, transaction
from lms.limits import PER_PERSON_MAIL, limiter
from lms.links import token_hash
from lms.policy import Permission, requires
from lms.signin import actor

ROLES = {
    Role.LEARNER: N_("Participant"),
    Role.TRAINER: N_("Trainer"),
    Role.COACH: N_("Digital coach"),
    Role.HEAD: N_("School head"),
    Role.MANAGER: N_("Manager"),
    Role.ADMIN: N_("Administrator"),
}


def person_key() -> str:
    """Limits on what one person asks."""
    return f"person:{actor().person_id}"


def _page(form: ProfileForm | None = None, address_form: AddressForm | None = None) -> str:
    with reading() as database:
        person = queries.person_with_addresses(database, actor().person_id)
        known = has_password(database, person.id)
        roles = queries.roles_with_names(database, person.id)
        agenda = agenda_address(database, person.id)
        shown = consents(database, person_id=person.id, subject=COACH_SEES)
    form = form or ProfileForm(data={"name": person.display_name, "language": profile_language(person.language)})
    return render_template(
        "auth/profile.html",
        person_row=person,
        form=form,
        address_form=address_form or AddressForm(formdata=None),
        has_password=known,
        roles=roles,
        agenda=agenda,
        coach_sees=shown,
        role_facts=[(name, gettext(ROLES[role])) for name, role in roles],
    )


def _back(message: str, tone: str = "ok") -> Response:
    flash(message, tone)
    return redirect(url_for("auth.profile"), code=303)


@blueprint.get("/profiel")
@requires(Permission.OWN_ACCOUNT)
def profile() -> str:
    """Everything about oneself on one page."""
    return _page()


@blueprint.post("/profiel")
@requires(Permission.OWN_ACCOUNT)
def save_profile() -> tuple[str, int] | Response:
    """Name and language."""
    form = ProfileForm()
    if not form.validate_on_submit():
        return _page(form), 422
    with transaction() as database:
        services.change_person(
            database, person_id=actor().person_id, display_name=form.name.data, language=form.language.data
        )
    return _back(_("Saved."))


@blueprint.post("/profiel/adressen")
@requires(Permission.OWN_ACCOUNT)
@limiter.limit(PER_PERSON_MAIL, key_func=person_key)
def add_address() -> tuple[str, int] | Response:
    """Write the address down and mail it; it counts once it is confirmed."""
    form = AddressForm()
    if not form.validate_on_submit():
        return _page(address_form=form), 422
    with transaction() as database:
        row = addresses.claim_address(database, person_id=actor().person_id, address=form.address.data, now=clock.now())
    if row is not None and row.verified_at is None:
        mail_verification(actor().person_id, row.id)
    return _back(_("We mailed a link to %(address)s. Open it to confirm the address.", address=form.address.data))


@blueprint.get("/profiel/adressen/bevestig/<token>")
@requires(Permission.OWN_ACCOUNT)
def show_confirmation(token: str) -> tuple[str, int]:
    """A button; the link itself proves nothing until it is pressed by the person who asked."""
    with reading() as database:
        link = link_by_hash(database, token_hash("address", token), now=clock.now())
        mine = link is not None and link.person_id == actor().person_id
        address = queries.address_of(database, link.email_address_id) if link is not None and mine else ""
    return render_template("auth/confirm_address.html", address=address), 200 if mine else 410


@blueprint.post("/profiel/adressen/bevestig/<token>")
@requires(Permission.OWN_ACCOUNT)
def confirm_address(token: str) -> tuple[str, int] | Response:
    """From now on one can sign in with this address, and a badge can carry it."""
    try:
        with transaction() as database:
            verify_address(
                database,
                person_id=actor().person_id,
                token_hash=token_hash("address", token),
                now=clock.now(),
            )
    except LinkUsed:
        return render_template("auth/confirm_address.html", address=""), 410
    return _back(_("This address is yours. You can sign in with it."))


@blueprint.post("/profiel/adressen/hoofdadres")
@requires(Permission.OWN_ACCOUNT)
def make_primary() -> Response:
    """Mail goes here from now on."""
    address = request.form.get("address", "")
    with transaction() as database:
        addresses.make_primary(database, person_id=actor().person_id, address=address)
    return _back(_("We mail you at %(address)s from now on.", address=address))


@blueprint.post("/profiel/adressen/verwijder")
@requires(Permission.OWN_ACCOUNT)
def remove_address() -> Response:
    """Forget an address; never the last one that can be used to sign in."""
    address = request.form.get("address", "")
    with transaction() as database:
        addresses.remove_address(database, person_id=actor().person_id, address=address)
    return _back(_("%(address)s is gone from your profile.", address=address))
