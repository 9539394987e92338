"""`leerspoor demo`: from an empty folder to a running site with people in it, and links to be each of them.

A second start finds the demo as it was left. Not here: what happened in the demo (`lms.demo.story`).
"""

import os

import click
from sqlalchemy import select

from courses.outbox.models import OutboxMessage
from courses.outbox.services import MAIL
from lms import clock, logs
from lms.cli.context import console, fail
from lms.cli.running import announce, bring_up_to_date
from lms.demo.cast import CAST
from lms.demo.entrance import token
from lms.demo.seed import Seeded, seed
from lms.relay import EXTENSION, Relay, work
from lms.settings import load_settings
from lms.wiring import Wiring, build

ROUNDS = 40


@click.command("demo")
@click.option("--port", type=click.IntRange(1, 65535), help="Instead of PORT.")
@click.option("--prepare", is_flag=True, help="Make the demo and its badges, and stop there.")
def demo(port: int | None, prepare: bool) -> None:
    """Start Leerspoor with invented people, groups, work and badges."""
    from lms.app import create_app
    from lms.serving import run

    wiring = _wiring(port)
    logs.configure(wiring.settings)
    app = create_app(wiring=wiring)
    bring_up_to_date(wiring)
    with console.status("De demo wordt klaargezet ...") as status:
        seeded = seed(wiring, clock.now(), lambda line: status.update(f"De demo wordt klaargezet: {line}"))
        status.update("De badges worden getekend ...")
        _issue(wiring)
    relay: Relay = app.extensions[EXTENSION]
    if prepare:
        relay.stop()
        _tell(wiring, seeded)
        return
    run(app, wiring, port=wiring.settings.port, announce=lambda wiring, port: _welcome(wiring, port, seeded))


def _wiring(port: int | None) -> Wiring:
    """The environment, with a base address that follows the port unless one is given."""
    environment = {**os.environ, "ENVIRONMENT": os.environ.get("ENVIRONMENT") or "demo"}
    if port is not None:
        environment["PORT"] = str(port)
    environment.setdefault("BASE_URL", f"http://localhost:{environment.get('PORT') or 8000}")
    settings = load_settings(environment)
    if settings.production:
        fail("this is a production installation; the demo is for an installation of its own")
    return build(settings)


def _issue(wiring: Wiring) -> None:
    """Sign what the story earned before anybody looks. Mails can wait for the relay of the running site."""
    for _round in range(ROUNDS):
        with wiring.database.reading() as session:
            due = session.scalars(
                select(OutboxMessage.id).where(
                    OutboxMessage.kind != MAIL,
                    OutboxMessage.done_at.is_(None),
                    OutboxMessage.dead_at.is_(None),
                    OutboxMessage.due_at <= clock.now(),
                )
            ).all()
        if not due or not work(wiring, ids=due, limit=len(due)):
            return


def _welcome(wiring: Wiring, port: int, seeded: Seeded) -> None:
    _tell(wiring, seeded)
    announce(wiring, port)


def _tell(wiring: Wiring, seeded: Seeded) -> None:
    """Who one can be, and what there is to check. On standard output, so it can be piped."""
    base = wiring.settings.base_url
    click.echo("Wees iemand anders (deze links werken een dag):\n")
    for part in CAST:
        click.echo(f"{part.name}, {part.line}\n  {base}/demo/{token(wiring.secret, part.address)}")
    click.echo("")
    click.echo("Controleer een badge, zonder account:\n")
    for word, address in (("geldig", seeded.valid), ("ingetrokken", seeded.revoked), ("vervallen", seeded.expired)):
        click.echo(f"{word}\n  {address}")
    click.echo(f"\nMails van de demo komen in {wiring.settings.instance_dir / 'outbox'}")
