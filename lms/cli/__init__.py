"""The `leerspoor` command: one group, one module for each part of the work.

Errors end in one line and a status: 1 for what could not be done, 2 for wrong settings or usage. Never a trace,
unless LOG_LEVEL is DEBUG. Not here: what the commands do.
"""

import os
import re
import sys
from importlib import import_module

import click

from courses.errors import DomainError
from lms.cli.context import Failed, console
from lms.settings import SettingsError

#: Command -> module and name. Imported when it is asked for, so that `leerspoor verify` is quick.
COMMANDS = {
    "serve": ("lms.cli.running", "serve"),
    "worker": ("lms.cli.running", "worker"),
    "migrate": ("lms.cli.running", "migrate_command"),
    "settings": ("lms.cli.running", "settings_command"),
    "demo": ("lms.demo.command", "demo"),
    "backup": ("lms.cli.keeping", "backup_command"),
    "restore": ("lms.cli.keeping", "restore_command"),
    "person": ("lms.cli.people", "person"),
    "organisation": ("lms.cli.people", "organisation"),
    "content": ("lms.cli.content", "content"),
    "awards": ("lms.cli.recognition", "awards"),
    "award": ("lms.cli.recognition", "award"),
    "revoke": ("lms.cli.recognition", "revoke"),
    "keys": ("lms.cli.issuers", "keys"),
    "issuers": ("lms.cli.issuers", "issuers"),
    "trust": ("lms.cli.issuers", "trust"),
    "verify": ("lms.cli.verify", "verify_command"),
}
#: How SQLite, and PostgreSQL, say that nobody migrated yet.
NO_TABLE = re.compile(r"no such (table|column)|relation \"\w+\" does not exist|UndefinedColumn")


class Commands(click.Group):
    """Finds a command by name in the table above."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, name = COMMANDS[cmd_name]
        found = getattr(import_module(module), name)
        return found if isinstance(found, click.Command) else None


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="leerspoor")
def cli() -> None:
    """Leerspoor: learning for teachers, and badges that a school can check."""


def main() -> None:
    """What the console script calls."""
    try:
        status = cli.main(standalone_mode=False)
        sys.exit(status if isinstance(status, int) else 0)
    except click.Abort:
        console.print("Stopped.")
        sys.exit(130)
    except SettingsError as error:
        for fault in error.faults:
            console.print(fault, markup=False, soft_wrap=True)
        sys.exit(2)
    except click.exceptions.NoArgsIsHelpError as error:
        error.show()
        sys.exit(error.exit_code)
    except click.UsageError as error:
        Failed(_usage(error)).show()
        sys.exit(error.exit_code)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except DomainError as error:
        Failed(str(error)).show()
        sys.exit(1)
    except Exception as error:
        if os.environ.get("LOG_LEVEL") == "DEBUG":
            raise
        Failed(_in_a_line(error)).show()
        sys.exit(1)


def _usage(error: click.UsageError) -> str:
    """What is wrong with the words of a command, and where to read how it should be."""
    what = " ".join(error.format_message().split())
    return f"{what} See: {error.ctx.command_path} --help" if error.ctx else what


def _in_a_line(error: Exception) -> str:
    """What went wrong, for somebody who runs the site and does not read Python."""
    first = str(error).splitlines()[0] if str(error) else ""
    if isinstance(error, OSError) and error.strerror:
        return f"{error.filename}: {error.strerror}" if error.filename else error.strerror
    if NO_TABLE.search(first):
        return "the database is empty or behind this release; run: leerspoor migrate"
    return f"{type(error).__name__}: {first}"
