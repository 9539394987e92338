"""Handing out what people uploaded: always as an attachment, from a path on which the app sees no cookie.

Not here: taking files in (`lms.uploads`), and images of a module (`lms.public`).
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from flask import Blueprint, Flask
from flask.blueprints import BlueprintSetupState

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

blueprint = Blueprint("files", __name__)
PATH = "/bestanden/"


class WithoutCookies:
    """Takes the cookies off requests below a path before the app sees them, so nobody is signed in there."""

    def __init__(self, app: "WSGIApplication", path: str) -> None:
        self.app, self.path = app, path

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        if str(environ.get("PATH_INFO", "")).startswith(self.path):
            environ.pop("HTTP_COOKIE", None)
        return self.app(environ, start_response)


@blueprint.record_once
def _keep_cookies_away(state: BlueprintSetupState) -> None:
    app = state.app
    if isinstance(app, Flask):
        app.wsgi_app = WithoutCookies(app.wsgi_app, PATH)  # type: ignore[method-assign]


from lms.files import views  # noqa: E402, F401
