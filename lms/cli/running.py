"""`serve`, `worker`, `migrate` and `settings`: running an installation."""

import signal
import sys
from types import FrameType
from typing import Any

import click

from lms import logs
from lms.cli.context import console, done, emit, fail, wired
from lms.settings import Settings, load_settings, markdown
from lms.wiring import Wiring


@click.command()
@click.option("--port", type=click.IntRange(1, 65535), help="Instead of PORT.")
def serve(port: int | None) -> None:
    """Serve the site, with the queued work done inside when there is no broker."""
    from lms.app import create_app
    from lms.serving import run

    wiring = wired()
    logs.configure(wiring.settings)
    bring_up_to_date(wiring)
    run(create_app(wiring=wiring), wiring, port=port or wiring.settings.port, announce=announce)


def announce(wiring: Wiring, port: int) -> None:
    """Say where the site is."""
    address = wiring.settings.base_url if wiring.settings.production else f"http://localhost:{port}"
    console.print(f"Leerspoor is at [bold]{address}[/]. Stop it with Ctrl+C.")


def bring_up_to_date(wiring: Wiring) -> None:
    """In the demo the database follows the code by itself; in production somebody decides when."""
    from lms.migrating import migrate, pending

    if not pending(wiring.database):
        return
    if wiring.settings.production:
        fail("the database is behind this release; run: leerspoor migrate")
    migrate(wiring.database)


@click.command("migrate")
def migrate_command() -> None:
    """Bring the database up to this release."""
    from lms.migrating import migrate, pending

    wiring = wired()
    was_behind = pending(wiring.database)
    migrate(wiring.database)
    done("The database is up to date." if was_behind else "The database was up to date already.")


@click.command()
@click.option("--concurrency", type=click.IntRange(1, 64), default=2, show_default=True)
@click.option("--celery", "only_celery", is_flag=True, hidden=True, help="What `worker` starts beside itself.")
def worker(concurrency: int, only_celery: bool) -> None:
    """Do queued work: with a Celery worker when there is a broker, else by looking in the database."""
    from lms.working import run_beside_celery, run_celery, run_threads

    wiring = wired()
    logs.configure(wiring.settings)
    signal.signal(signal.SIGTERM, _stop)
    if only_celery and wiring.celery is not None:
        run_celery(wiring, concurrency)
    elif wiring.celery is not None:
        run_beside_celery(wiring, concurrency)
    else:
        console.print("Doing queued work. Stop it with Ctrl+C.")
        run_threads(wiring, concurrency)


def _stop(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


@click.command("settings")
@click.option("--markdown", "as_markdown", is_flag=True, help="Print the table of docs/settings.md.")
@click.option("--json", "as_json", is_flag=True, help="Print the settings in use, without secrets.")
def settings_command(as_markdown: bool, as_json: bool) -> None:
    """Show what is set, and check it."""
    if as_markdown:
        sys.stdout.write(markdown())
        return
    shown = without_secrets(load_settings())
    if as_json:
        emit(shown)
        return
    for name, value in shown.items():
        click.echo(f"{name}={value}")
    done("The settings hold together.")


def without_secrets(settings: Settings) -> dict[str, Any]:
    """The settings by variable, with secrets struck out."""
    shown = {name.upper(): value for name, value in settings.model_dump(mode="json").items()}
    if shown["SECRET_KEY"]:
        shown["SECRET_KEY"] = logs.STRUCK
    return {name: logs.redact(value) if isinstance(value, str) else value for name, value in shown.items()}
