"""`create_app`: the only place that knows every blueprint and the order of what stands before a view.

Not here: building database, mailer or keys (`lms.wiring`), and any route.
"""

from types import ModuleType
from urllib.parse import urlsplit

from flask import Flask
from flask.wrappers import Request
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.routing import MapAdapter

import lms.relay_handlers  # noqa: F401  (importing it registers every handler)
from lms import (
    again,
    assets,
    auth,
    badges,
    coach,
    dates,
    demo,
    errors,
    files,
    frame,
    guards,
    learn,
    limits,
    logs,
    ops,
    public,
    signin,
    teach,
)
from lms.db import EXTENSION as DATABASE
from lms.relay import EXTENSION as RELAY
from lms.relay import attach
from lms.resources import resource
from lms.settings import Settings, load_settings
from lms.wiring import EXTENSION as WIRING
from lms.wiring import Wiring, build

#: Each exports `blueprint`.
BLUEPRINTS: tuple[ModuleType, ...] = (
    auth,
    badges,
    coach,
    learn,
    ops,
    public,
    files,
    teach,
)


class Site(Flask):
    """Flask whose whole addresses start with BASE_URL, whatever a request says its host is."""

    def create_url_adapter(self, request: Request | None) -> MapAdapter | None:
        if request is None:
            return super().create_url_adapter(request)
        base = urlsplit(self.config["LEERSPOOR_BASE_URL"])
        own = {"HTTP_HOST": base.netloc, "SERVER_NAME": base.hostname, "wsgi.url_scheme": base.scheme}
        return self.url_map.bind_to_environ({**request.environ, **own})


def create_app(settings: Settings | None = None, wiring: Wiring | None = None) -> Flask:
    """The web app. Without arguments it reads the environment, and raises SettingsError when that is not right."""
    wiring = wiring or build(settings or load_settings())
    app = Site("lms", template_folder=str(resource("templates")))
    _configure(app, wiring)
    logs.init_app(app, wiring.settings)
    app.extensions[WIRING] = wiring
    app.extensions[DATABASE] = wiring.database
    signin.init_app(app)
    frame.init_app(app)
    assets.init_app(app)
    dates.init_app(app)
    guards.init_app(app)
    limits.init_app(app, wiring.settings)
    errors.init_app(app)
    again.init_app(app)
    for module in BLUEPRINTS:
        app.register_blueprint(module.blueprint)
    if not wiring.settings.production:
        app.register_blueprint(demo.blueprint)
    relay = app.extensions[RELAY] = attach(wiring)
    if wiring.settings.relay_threads:
        app.before_request(lambda: None if app.testing else relay.start())
    return app


def _configure(app: Flask, wiring: Wiring) -> None:
    settings = wiring.settings
    secure = settings.base_url.startswith("https:")
    app.config.update(
        SECRET_KEY=wiring.secret,
        LEERSPOOR_BASE_URL=settings.base_url,
        SESSION_COOKIE_NAME="__Host-leerspoor" if secure else "leerspoor",
        SESSION_COOKIE_SECURE=secure,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_PATH="/",
        BABEL_TRANSLATION_DIRECTORIES="translations",
        PREFERRED_URL_SCHEME="https" if secure else "http",
    )
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
