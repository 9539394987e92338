"""`leerspoor verify`: checks badge files at the command line, for people and for programs.

Reads files, asks `credentials.verifying` and prints; it decides nothing. Everything a badge says is
somebody else's text, so it is printed without control characters and never as markup.
"""

import json
import sys
import unicodedata
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from credentials.identifiers import did_web_to_url
from credentials.instants import parse_instant
from credentials.limits import MAX_IMAGE_BYTES
from credentials.report import Outcome, Verdict, VerificationReport
from credentials.resolution import Found, Resolution, Resolve, Unreachable
from credentials.verifying import unreadable, verify

UNREADABLE = 2
NOT_VALID = 1
_SIGNS = {
    Outcome.PASSED: ("✔", "green"),
    Outcome.FAILED: ("✘", "bold red"),
    Outcome.UNKNOWN: ("?", "yellow"),
    Outcome.SKIPPED: ("-", "dim"),
}
_SHOWN_DETAILS = 8


@click.command("verify")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a line.")
@click.option(
    "--resolver",
    type=click.Path(dir_okay=False, path_type=Path),
    help="JSON object from URL or DID to document; nothing is fetched then.",
)
@click.option("--now", "moment", help="Check as at this moment, such as 2026-11-22T09:00:00Z.")
@click.option("--recipient", help="E-mail address or id the badge must be made out to.")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="PATH...")
def verify_command(
    as_json: bool, resolver: Path | None, moment: str | None, recipient: str | None, paths: tuple[Path, ...]
) -> None:
    """Verify badges: JSON, compact token text, baked PNG or SVG.

    Exit status 0 when all are valid, 1 when any is not, 2 when a file cannot be read.
    """
    now = _moment(moment)
    documents = None if resolver is None else _file_resolver(resolver)
    console = Console(highlight=False, soft_wrap=False)
    worst = 0
    for path in paths:
        try:
            data = _read(path)
        except OSError as error:
            click.echo(f"{_safe(str(path))}: {error.strerror or 'cannot be read'}", err=True)
            _print(console, path, unreadable(), as_json)
            worst = UNREADABLE
            continue
        resolve = documents or _network_resolver()
        report = verify(data, resolve=resolve, now=now, recipient=recipient)
        _print(console, path, report, as_json)
        if report.verdict is not Verdict.VALID:
            worst = max(worst, NOT_VALID)
    raise SystemExit(worst)


def _moment(text: str | None) -> datetime:
    if text is None:
        return datetime.now(UTC)
    try:
        return parse_instant(text)
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--now") from error


def _read(path: Path) -> bytes:
    """At most one byte more than a badge may have, which is enough to see that it is too large."""
    if str(path) == "-":
        return sys.stdin.buffer.read(MAX_IMAGE_BYTES + 1)
    with path.open("rb") as file:
        return file.read(MAX_IMAGE_BYTES + 1)


def _network_resolver() -> Resolve:
    """A new one for each file, since each has a budget; imported late, so that checking from a file is quick."""
    from lms.resolving import network_resolver

    return network_resolver()


def _file_resolver(path: Path) -> Resolve:
    """Answers from a JSON file only; a did:web is also found under its https address."""
    try:
        documents = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError) as error:
        raise click.BadParameter(f"cannot be read as JSON ({error})", param_hint="--resolver") from error
    if not isinstance(documents, dict):
        raise click.BadParameter("must be a JSON object", param_hint="--resolver")

    def resolve(address: str) -> Resolution:
        for key in _keys(address):
            if isinstance(documents.get(key), str | Mapping):
                return Found(documents[key])
        return Unreachable("not in the resolver file")

    return resolve


def _keys(address: str) -> Iterator[str]:
    yield address
    if address.startswith("did:web:"):
        try:
            yield did_web_to_url(address)
        except ValueError:
            return


def _print(console: Console, path: Path, report: VerificationReport, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps({"path": str(path), **report.to_dict()}, ensure_ascii=True))
        return
    style = "bold green" if report.verdict is Verdict.VALID else "bold red"
    console.print(Text.assemble((str(report.verdict), style), "  ", (_safe(str(path)), "bold")))
    console.print(Padding(_table(report), (0, 0, 1, 2)))


def _table(report: VerificationReport) -> Table:
    table = Table.grid(padding=(0, 2))
    for label, value in _facts(report):
        table.add_row("", Text(label, "dim"), Text(_safe(value)))
    for check in (*report.checks, *([report.refresh] if report.refresh else [])):
        if check.code == "check.not_reached":
            continue
        sign, style = _SIGNS[check.outcome]
        table.add_row(Text(sign, style), Text(check.name), Text(_safe(check.reason)))
        for detail in check.details[:_SHOWN_DETAILS]:
            table.add_row("", "", Text("· " + _safe(_detail(detail)), "dim"))
    return table


def _facts(report: VerificationReport) -> Iterator[tuple[str, str]]:
    """What the badge says of itself, only when somebody is known to have signed it."""
    document = report.document
    if document is None or report.verdict in (Verdict.NO_CREDENTIAL, Verdict.INVALID, Verdict.UNSUPPORTED):
        return
    achievement = document["credentialSubject"]["achievement"]
    issuer = document["issuer"]
    yield "badge", achievement["name"]
    yield "issuer", issuer if isinstance(issuer, str) else f"{issuer['id']} ({issuer.get('name', 'no name')})"


def _detail(detail: Mapping[str, Any]) -> str:
    about = f"{detail['issuer']} about the {detail['carrier']} {detail['about']}: " if "about" in detail else ""
    return f"{about}{detail['message']} ({detail.get('section') or detail.get('code')})"


def _safe(text: str) -> str:
    """`text` without control, direction and other invisible characters, which could rewrite the screen."""
    return "".join("\N{REPLACEMENT CHARACTER}" if unicodedata.category(c)[0] == "C" else c for c in text)
