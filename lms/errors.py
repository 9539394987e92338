"""Errors become an answer, once: a page for people, problem+json (RFC 9457) for programs, by Accept.

A domain error decides its own words; here it only gets a status. What we did not foresee says nothing about
its cause to the outside. Not here: catching anything.
"""

import logging
from typing import Any

from flask import Flask, Response, current_app, jsonify, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from jinja2 import TemplateNotFound
from markupsafe import escape
from sqlalchemy.exc import InterfaceError, InternalError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as Answer

from courses.errors import Conflict, DomainError, Gone, Invalid, NotAllowed, NotFound
from lms.signin import SignInRequired, next_path

log = logging.getLogger("leerspoor.errors")

#: Headers of an HTTP error that say something to programs.
KEPT = ("Allow", "Retry-After", "WWW-Authenticate")

#: A program that asks for a badge or a controller document reads a problem in JSON too.
JSON = (
    "application/problem+json",
    "application/json",
    "application/vc+ld+json",
    "application/vc",
    "application/ld+json",
    "application/did+json",
)

STATUS: dict[type[DomainError], int] = {NotFound: 404, Gone: 410, NotAllowed: 403, Conflict: 409, Invalid: 422}


def init_app(app: Flask) -> None:
    app.register_error_handler(DomainError, _domain)
    app.register_error_handler(SignInRequired, _sign_in)
    app.register_error_handler(HTTPException, _http)
    for away in (OperationalError, InternalError, InterfaceError, PoolTimeout):
        app.register_error_handler(away, _database_away)
    app.register_error_handler(Exception, _unforeseen)


def status_of(error: DomainError) -> int:
    """The status of the nearest ancestor that has one; any other wish that cannot be done is 422."""
    return next((STATUS[kind] for kind in type(error).__mro__ if kind in STATUS), 422)


def message_of(error: DomainError) -> str:
    """The error's sentence in the reader's language."""
    return str(_(error.message, **error.values)) if error.values else str(_(error.message))


def wants_json() -> bool:
    """Whether the caller asked for JSON rather than a page."""
    best = request.accept_mimetypes.best_match(["text/html", *JSON])
    return best in JSON


def answer(status: int, title: str, detail: str = "", **more: Any) -> Response:
    """A page or a problem document with this status."""
    if wants_json():
        problem = jsonify({"type": "about:blank", "status": status, "title": title, "detail": detail, **more})
        problem.mimetype = "application/problem+json"
        problem.status_code = status
        return problem
    return make_response(_page(status, title, detail), status)


def _page(status: int, title: str, detail: str) -> str:
    for name in (f"errors/{status}.html", "errors/error.html"):
        try:
            return render_template(name, status=status, title=title, detail=detail)
        except TemplateNotFound as missing:
            if missing.name != name:
                raise
    return f"<!doctype html><title>{escape(title)}</title><h1>{escape(title)}</h1><p>{escape(detail)}</p>"


def _domain(error: DomainError) -> Response:
    return answer(status_of(error), message_of(error))


def _sign_in(error: SignInRequired) -> Answer:
    if wants_json() or request.method != "GET":
        return answer(401, _("You were away for a while. Sign in again."))
    return redirect(url_for("auth.sign_in", next=next_path()))


def _http(error: HTTPException) -> Answer:
    if error.code is None or error.code < 400:
        return make_response(error.get_response())
    found = answer(error.code, _title(error.code))
    for name in KEPT:
        if value := dict(error.get_headers()).get(name):
            found.headers[name] = value
    return found


def _title(status: int) -> str:
    titles = {
        400: _("We could not read that request"),
        403: _("You cannot do that here"),
        404: _("This page does not exist"),
        405: _("That cannot be done at this address"),
        413: _("That is too large"),
        429: _("That was a bit too often. Wait a moment and try again."),
        503: _("Leerspoor cannot do this right now. Try again in a moment."),
    }
    return str(titles.get(status, _("Something went wrong")))


def _database_away(error: SQLAlchemyError) -> Response:
    """The database is down, read-only or too busy: nothing was changed, and it can be tried again in a moment."""
    log.error("the database did not do it", extra={"why": type(error).__name__})
    found = answer(503, _title(503))
    found.headers["Retry-After"] = "5"
    return found


def _unforeseen(error: Exception) -> Response:
    log.error("unforeseen", exc_info=error)
    if current_app.config.get("PROPAGATE_EXCEPTIONS"):
        raise error
    return answer(500, _("Something went wrong on our side"))
