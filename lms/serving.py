"""The web server of `leerspoor serve` and `leerspoor demo`: waitress, with the relay in the same process.

Not here: gunicorn, which an installation of more than one machine runs on `wsgi:app`.
"""

import signal
from collections.abc import Callable
from types import FrameType

import waitress  # type: ignore[import-untyped]  # publishes no types
from flask import Flask

from courses.outbox.services import release_all
from lms.relay import EXTENSION as RELAY
from lms.relay import Relay
from lms.wiring import Wiring

LARGEST_BODY = 512 * 1024 * 1024
"""What the server takes in at all, in bytes; each page takes far less."""


def run(app: Flask, wiring: Wiring, *, port: int, announce: Callable[[Wiring, int], None] | None = None) -> None:
    """Serve until a signal. The port is taken before anything is announced; OSError when somebody has it."""
    relay: Relay = app.extensions[RELAY]
    server = waitress.create_server(
        app,
        host=wiring.settings.listen,
        port=port,
        threads=wiring.settings.threads,
        max_request_body_size=LARGEST_BODY,
        clear_untrusted_proxy_headers=wiring.settings.trusted_proxies == 0,
        ident=None,
    )
    signal.signal(signal.SIGTERM, _stop)
    _take_over(wiring)
    relay.start()
    if announce is not None:
        announce(wiring, port)
    try:
        server.run()
    except KeyboardInterrupt:
        pass
    finally:
        server.close()
        relay.stop()


def _take_over(wiring: Wiring) -> None:
    """What a run of this server that died had in hand is due at once, not only when its leases end."""
    if wiring.celery is None:
        with wiring.database.transaction() as session:
            release_all(session)


def _stop(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt
