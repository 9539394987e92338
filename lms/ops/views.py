"""Liveness and readiness."""

from flask import Response, jsonify

from lms.ops import blueprint
from lms.ops.checks import look
from lms.policy import public
from lms.wiring import wiring


@blueprint.get("/healthz")
@public
def healthz() -> Response:
    """The process answers; says nothing about what it needs."""
    return Response("ok\n", mimetype="text/plain")


@blueprint.get("/readyz")
@public
def readyz() -> tuple[Response, int]:
    """What is up and what is down; 503 when anything is."""
    found = look(wiring())
    answer = jsonify({"ready": found.ready, "parts": found.parts})
    answer.headers["Cache-Control"] = "no-store"
    return answer, 200 if found.ready else 503
