"""Logs as one JSON object a line, without secrets and without a way to forge a line.

Values of fields that carry secrets are struck out, and so is everything that looks like one of our tokens: in
addresses of mailed links, in query strings, in Authorization headers. Not here: deciding what is worth a line.
"""

import json
import logging
import re
import sys
import time
from datetime import UTC, datetime
from typing import Any

from flask import Flask, Response, g, request

from lms.settings import Settings

STRUCK = "[struck out]"
SECRET_NAMES = re.compile(r"pass|secret|token|authorization|cookie|nonce|csrf|kek|private", re.IGNORECASE)
#: Paths whose last part is a token, query strings that may hold one, and credentials in addresses.
SECRET_TEXT = (
    (re.compile(r"(/aanmelden/link/|/profiel/adressen/bevestig/|/agenda/)[^/\s?\"']+"), r"\1" + STRUCK),
    (re.compile(r"([?&](?:t|token|next|code)=)[^&\s\"']+"), r"\1" + STRUCK),
    (re.compile(r"(\w+://[^:/@\s]+:)[^@/\s]+@"), r"\1" + STRUCK + "@"),
    (re.compile(r"(?i)\b(bearer|basic)\s+[A-Za-z0-9._~+/=-]+"), r"\1 " + STRUCK),
    (re.compile(r"(?i)\b((?:password|secret|token|csrf_token)\s*[=:]\s*)[^\s,;&]+"), r"\1" + STRUCK),
)
STANDARD = frozenset(logging.LogRecord("", 0, "", 0, "", None, None).__dict__) | {"message", "asctime", "taskName"}

access = logging.getLogger("leerspoor.access")


def redact(text: str) -> str:
    """`text` without what looks like a secret."""
    for pattern, replacement in SECRET_TEXT:
        text = pattern.sub(replacement, text)
    return text


class JsonLines(logging.Formatter):
    """One object a line; line ends inside a value are escaped by JSON."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": redact(record.getMessage()),
        }
        for name, value in record.__dict__.items():
            if name not in STANDARD:
                line[name] = STRUCK if SECRET_NAMES.search(name) else _plain(value)
        if record.exc_info:
            line["trace"] = redact(self.formatException(record.exc_info))
        return json.dumps(line, ensure_ascii=False)


def _plain(value: object) -> object:
    if value is None or isinstance(value, bool | int | float):
        return value
    return redact(str(value))


def configure(settings: Settings) -> None:
    """Send everything under `leerspoor`, and warnings of libraries, to standard error."""
    root = logging.getLogger()
    if not any(isinstance(handler.formatter, JsonLines) for handler in root.handlers):
        handler = logging.StreamHandler(sys.stderr)
        handler.setFormatter(JsonLines())
        root.addHandler(handler)
    root.setLevel(logging.WARNING)
    logging.getLogger("leerspoor").setLevel(settings.log_level)


def init_app(app: Flask, settings: Settings) -> None:
    """A line for each request: what, how long, how it ended. The route, not the path: addresses of badges and
    links are secrets of their own."""
    app.logger.handlers.clear()
    app.logger.propagate = True
    access.setLevel(settings.log_level)

    @app.before_request
    def _start() -> None:
        g.started = time.perf_counter()

    @app.after_request
    def _line(response: Response) -> Response:
        if request.endpoint not in ("static", "ops.healthz"):
            took = round((time.perf_counter() - g.get("started", time.perf_counter())) * 1000, 1)
            route = request.url_rule.rule if request.url_rule else "(no such page)"
            more = {"method": request.method, "route": route, "status": response.status_code, "ms": took}
            access.info("request", extra=more)
        return response
