"""The pages of signing in and out."""

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from courses.accounts.errors import LinkUsed, SignInFailed
from courses.accounts.queries import link_by_hash
from courses.accounts.services import end_sessions
from lms import clock
from lms.auth import blueprint
from lms.auth.acts import ask_for_link, by_password, home, use_link, wanted, welcome
from lms.auth.forms import SignInForm
from lms.db import reading, transaction
from lms.errors import message_of
from lms.limits import PER_ACCOUNT, PER_NETWORK, account_key, limiter
from lms.links import token_hash
from lms.policy import Permission, public, requires
from lms.signin import actor, current_actor, end


@blueprint.get("/aanmelden")
@public
def sign_in() -> str | Response:
    """The form; who is signed in already goes on."""
    if current_actor() is not None:
        return redirect(wanted() or home())
    return render_template("auth/sign_in.html", form=SignInForm(data={"next": wanted() or ""}))


@blueprint.post("/aanmelden")
@public
@limiter.limit(PER_NETWORK)
@limiter.limit(PER_ACCOUNT, key_func=account_key)
def try_to_sign_in() -> tuple[str, int] | Response:
    """With a password: in, or the form again. Without: a link, the same answer whoever asks."""
    form = SignInForm()
    if form.validate_on_submit() and not form.password.data:
        ask_for_link(form.address.data, form.next.data)
        return redirect(url_for("auth.link_sent"), code=303)
    try:
        if not form.errors:
            return welcome(by_password(form.address.data, form.password.data), form.next.data, stay=form.stay.data)
    except SignInFailed as error:
        form.password.errors = (message_of(error),)
    return render_template("auth/sign_in.html", form=form), 422


@blueprint.get("/aanmelden/verstuurd")
@public
def link_sent() -> str:
    """The same page for everybody who asked for a link."""
    return render_template("auth/link_sent.html")


@blueprint.get("/aanmelden/link/<token>")
@public
def show_link(token: str) -> tuple[str, int]:
    """A button, and nothing else: programs that look into mails open links, and may not use them up."""
    with reading() as database:
        link = link_by_hash(database, token_hash("sign-in", token), now=clock.now())
    return render_template("auth/use_link.html", good=link is not None), 200 if link else 410


@blueprint.post("/aanmelden/link/<token>")
@public
@limiter.limit(PER_NETWORK)
def follow_link(token: str) -> tuple[str, int] | Response:
    """Use the link up."""
    try:
        account, next_path = use_link(token)
    except LinkUsed:
        return render_template("auth/use_link.html", good=False), 410
    return welcome(account, next_path, stay="stay" in request.form)


@blueprint.post("/afmelden")
@requires(Permission.OWN_ACCOUNT)
def sign_out() -> Response:
    """End this session, and with it every copy of it: on every device of this person."""
    with transaction() as database:
        end_sessions(database, person_id=actor().person_id)
    end()
    return redirect(url_for("auth.signed_out"), code=303)


@blueprint.get("/afgemeld")
@public
def signed_out() -> str:
    """Says so, and where."""
    return render_template("auth/signed_out.html", title=_("You are signed out"))


@blueprint.get("/weg")
@public
def gone() -> str:
    """After an account was deleted."""
    return render_template("auth/gone.html")
