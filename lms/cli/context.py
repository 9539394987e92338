"""What every command shares: where words go, how it ends, and the wiring built from the environment.

People read standard error; what a program may read goes to standard output alone. Not here: any command.
"""

import json
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any, NoReturn

import click
from rich.cells import cell_len, set_cell_size
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.text import Text

from lms.settings import load_settings
from lms.wiring import Wiring, build

#: For people: notes, tables and progress.
console = Console(stderr=True, highlight=False)
#: For results that people read and may pipe.
out = Console(highlight=False)

Step = Callable[[str, int, int], None]
"""Told what is being done, how much is done, and how much there is."""


class Failed(click.ClickException):
    """One line, exit status 1, no trace."""

    def show(self, file: Any = None) -> None:
        console.print(f"[bold red]Error:[/] {_plain(self.message)}", soft_wrap=True)


def _plain(text: str) -> str:
    return text.replace("[", "\\[")


def fail(message: str) -> NoReturn:
    """End the command with one line."""
    raise Failed(message)


def done(message: str) -> None:
    """Say what was done."""
    console.print(f"[green]✔[/] {_plain(message)}", soft_wrap=True)


def wired() -> Wiring:
    """Everything, built from the environment. Raises SettingsError with every fault."""
    import lms.relay_handlers  # noqa: F401  (registers what `transaction()` may ask for)
    from lms.relay import attach

    wiring = build(load_settings())
    attach(wiring)
    return wiring


def print_table(columns: Sequence[str], rows: Iterable[Sequence[str | None]]) -> None:
    """Rows for people. Nothing is cut or broken, however narrow the window is: ids and addresses are for copying."""
    lines = [list(columns), *([cell or "" for cell in row] for row in rows)]
    widths = [max(map(cell_len, column)) for column in zip(*lines, strict=True)]
    for number, line in enumerate(lines):
        cells = (set_cell_size(cell, width) for cell, width in zip(line, widths, strict=True))
        out.print(Text("  ".join(cells).rstrip(), "" if number else "bold"), soft_wrap=True)


def emit(value: object) -> None:
    """Print JSON for a program."""
    json.dump(value, sys.stdout, ensure_ascii=False, indent=2, default=str)
    sys.stdout.write("\n")


def iso(moment: datetime | None) -> str | None:
    """An instant for a program, in whole seconds."""
    return moment.isoformat(timespec="seconds") if moment else None


@contextmanager
def progress() -> Iterator[Step]:
    """A bar for each part of long work, on a terminal; silent elsewhere."""
    columns = (TextColumn("{task.description:<24}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bars:
        tasks: dict[str, Any] = {}

        def step(what: str, number: int, total: int) -> None:
            if what not in tasks:
                tasks[what] = bars.add_task(what, total=total)
            bars.update(tasks[what], completed=number, total=total)

        yield step
