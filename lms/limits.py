"""How often somebody may try, by account and by network address; the one door to flask_limiter.

An account's limit stops guessing. The address limit only stops a flood: a whole school signs in from one address,
200 people within minutes. With a Redis broker the counters are shared; without, each process counts for itself.
"""

import hashlib
import hmac
from http import HTTPStatus

from flask import Flask, Response, current_app, request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

from courses.people.rules import normalise_address
from lms import clock
from lms.settings import Settings

PER_ACCOUNT = "10 per 15 minutes"
PER_NETWORK = "1000 per 15 minutes"
"""200 people with up to 5 tries each within a quarter of an hour."""
PER_PERSON_MAIL = "10 per hour"

limiter = Limiter(key_func=get_remote_address, strategy="moving-window", headers_enabled=False)


def init_app(app: Flask, settings: Settings) -> None:
    """Counters in Redis where the broker is one, else in memory; a Redis that does not answer falls back to memory."""
    redis = settings.broker_url.startswith(("redis", "unix"))
    app.config.setdefault("RATELIMIT_STORAGE_URI", settings.broker_url if redis else "memory://")
    app.config.setdefault("RATELIMIT_IN_MEMORY_FALLBACK_ENABLED", redis)
    app.config.setdefault("RATELIMIT_KEY_PREFIX", "leerspoor")
    if redis:
        app.config.setdefault("RATELIMIT_STORAGE_OPTIONS", {"socket_connect_timeout": 1, "socket_timeout": 1})
    limiter.init_app(app)
    app.after_request(_retry_after)


def _retry_after(response: Response) -> Response:
    """Say when it may be tried again, in seconds."""
    reached = limiter.current_limit
    if response.status_code == HTTPStatus.TOO_MANY_REQUESTS and reached is not None:
        response.headers["Retry-After"] = str(max(1, int(reached.reset_at - clock.now().timestamp()) + 1))
    return response


def account_key() -> str:
    """The address in the form, known to us or not, as a keyed hash: counters hold no addresses."""
    typed = normalise_address(request.form.get("address", ""))
    secret = current_app.config["SECRET_KEY"]
    return "account:" + hmac.new(secret, typed.encode(), hashlib.sha256).hexdigest()
