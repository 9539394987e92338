"""What stands before and after every view: policy, CSRF, body limits, security headers.

Deny by default: a route without a mark from `lms.policy` does not answer. Not here: what a role may do.
"""

import secrets
from collections.abc import Callable
from urllib.parse import urlsplit

from flask import Flask, Response, abort, current_app, g, request
from flask_wtf import CSRFProtect

from courses.errors import N_, NotFound
from lms.policy import View, policy_of, public
from lms.signin import actor, current_actor, same_for_all

BODY = 1024 * 1024
"""In bytes; a view that takes more says so with `@accepts`."""
STRANGERS_BODY = 20 * 1024 * 1024
"""In bytes, of a larger one while nobody is signed in: enough to give a form back whose session ended."""
BODY_MARK = "leerspoor_body"
SAFE = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
NO_SENSORS = "camera=(self), microphone=(), geolocation=(), browsing-topics=()"
"""Of every page but the one that records a spoken comment (`lms.teach.desk_page`)."""
VIDEO = "https://www.youtube-nocookie.com https://player.vimeo.com"

csrf = CSRFProtect()


def init_app(app: Flask) -> None:
    app.config["MAX_CONTENT_LENGTH"] = BODY
    app.config["WTF_CSRF_TIME_LIMIT"] = None
    app.before_request(_own_host)
    app.before_request(_limit_body)
    app.before_request(_same_origin)
    csrf.init_app(app)
    app.before_request(_allowed)
    app.after_request(_headers)
    app.jinja_env.globals["csp_nonce"] = nonce
    public(app.view_functions["static"])


def accepts(max_bytes: int) -> Callable[[View], View]:
    """Let a view take a larger body, such as an upload."""

    def mark(view: View) -> View:
        setattr(view, BODY_MARK, max_bytes)
        return view

    return mark


def _own_host() -> None:
    """Behind https only the configured host is answered, so no address of ours is ever made from another one.

    Machines that ask whether we live come by number, so they are let through.
    """
    if current_app.config["SESSION_COOKIE_SECURE"] and request.endpoint not in ("ops.healthz", "ops.readyz"):
        own = urlsplit(current_app.config["LEERSPOOR_BASE_URL"]).netloc
        if request.host.lower() != own.lower():
            abort(400)


def _limit_body() -> None:
    view = current_app.view_functions.get(request.endpoint or "")
    most = getattr(view, BODY_MARK, current_app.config["MAX_CONTENT_LENGTH"])
    if most > STRANGERS_BODY and current_actor() is None:
        most = STRANGERS_BODY
    request.max_content_length = most


def _same_origin() -> None:
    """A browser says where an unsafe request comes from; another site's is refused before its token is looked at."""
    if request.method in SAFE:
        return
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None and site not in ("same-origin", "none"):
        abort(400)
    origin = request.headers.get("Origin")
    if origin == "null" and site is None:
        abort(400)
    if origin and origin != "null" and urlsplit(origin).netloc != request.host:
        abort(400)


def _allowed() -> None:
    """Ask the mark of the view: signed in where it must be, allowed where a permission is named."""
    if request.endpoint is None:
        return
    policy = policy_of(current_app.view_functions[request.endpoint])
    if policy is None:
        raise NotFound(N_("This page does not exist"))
    if policy.permission is not None and not actor().may(policy.permission):
        raise NotFound(N_("This page does not exist"))


def nonce() -> str:
    """The number used once of this answer, for a script of ours that has to be inline."""
    if "csp_nonce" not in g:
        g.csp_nonce = secrets.token_urlsafe(16)
    return str(g.csp_nonce)


def content_policy() -> str:
    """CSP: our own files only, nothing inline without this answer's nonce, no framing by others."""
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src 'self' 'nonce-{nonce()}'",
            f"style-src 'self' 'nonce-{nonce()}'",
            "img-src 'self' data: blob:",
            "font-src 'self'",
            "connect-src 'self'",
            "media-src 'self' blob:",
            f"frame-src {VIDEO}",
            "manifest-src 'self'",
            "form-action 'self'",
            "frame-ancestors 'none'",
            "base-uri 'none'",
            "object-src 'none'",
        )
    )


def _headers(response: Response) -> Response:
    headers = response.headers
    headers.setdefault("Content-Security-Policy", content_policy())
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("Referrer-Policy", "strict-origin-when-cross-origin")
    headers.setdefault("X-Frame-Options", "DENY")
    headers.setdefault("Permissions-Policy", NO_SENSORS)
    headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
    if current_app.config["SESSION_COOKIE_SECURE"]:
        headers.setdefault("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
    if not same_for_all(response) and request.endpoint != "static" and current_actor() is not None:
        headers["Cache-Control"] = "no-store"
        headers.add("Vary", "Cookie")
    return response
