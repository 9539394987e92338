"""A form whose token is too old loses nothing: it is shown again, filled in, with a fresh token.

That happens when a session ended while somebody was writing. Only a form that came from our own pages is shown
again, so another site cannot put its words into somebody's mouth. Not here: checking tokens (`lms.guards`).
"""

from urllib.parse import urlsplit

from flask import Flask, Response, make_response, render_template, request
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError

from lms.errors import answer, wants_json
from lms.signin import current_actor

#: Never shown or sent back: secrets, and the token itself.
HIDDEN = frozenset({"csrf_token", "password", "current"})
LONGEST = 200_000


def init_app(app: Flask) -> None:
    app.register_error_handler(CSRFError, _form_again)


def _form_again(error: CSRFError) -> Response:
    if wants_json() or not _from_here() or not request.form:
        return answer(400, _("This page was open for too long"))
    fields = [
        (name, value)
        for name, values in request.form.lists()
        for value in values
        if name not in HIDDEN and len(value) <= LONGEST
    ]
    page = render_template(
        "auth/again.html",
        action=request.full_path.rstrip("?"),
        fields=fields,
        lost_files=any(file.filename for file in request.files.values()),
        lost_secret=any(request.form.get(name) for name in HIDDEN - {"csrf_token"}),
        signed_in=current_actor() is not None,
        sign_in_url=None,
    )
    answered = make_response(page, 400)
    answered.headers["Cache-Control"] = "no-store"
    return answered


def _from_here() -> bool:
    """Whether the browser says that this came from a page of ours."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    source = request.headers.get("Origin") or request.headers.get("Referer")
    return bool(source) and urlsplit(source).netloc == request.host
