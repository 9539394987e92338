"""Liveness and readiness."""

from flask import Response

from lms.ops import blueprint
from lms.policy import public


@blueprint.get("/healthz")
@public
def healthz() -> Response:
    """The process answers; says nothing about what it needs."""
    return Response("ok\n", mimetype="text/plain")
