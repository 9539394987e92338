"""`leerspoor verify`: checks badge files at the command line, for people and for programs.

Asks `credentials.verifying` about each file and says what came of it; it decides nothing. Not here: which files
(`offered`), and how a report is printed (`verdicts`).
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import click
from rich.console import Console

from credentials.explaining import explain
from credentials.identifiers import did_web_to_url
from credentials.instants import parse_instant
from credentials.report import Verdict, VerificationReport
from credentials.resolution import Found, Resolution, Resolve, Unreachable
from credentials.verifying import unreadable, verify
from lms.cli.offered import Offered, offered
from lms.cli.verdicts import print_json, print_text, printable

UNREADABLE = 2
NOT_VALID = 1
PRIVATE = (
    "An address on this machine or on a private network is asked only when OUTBOUND_PRIVATE_HOSTS names it, "
    "as in OUTBOUND_PRIVATE_HOSTS=localhost:8000 for a badge of the demo."
)


@dataclass(frozen=True, slots=True)
class _Asked:
    """What was asked about every file."""

    documents: Resolve | None
    now: datetime
    recipient: str | None
    strict: bool


@click.command("verify")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a line.")
@click.option("--explain", "explained", is_flag=True, help="Tell of each check what it looked at and what it proves.")
@click.option("--strict/--lenient", default=True, help="Refuse what strays from the standard without harm, or tell it.")
@click.option(
    "--resolver",
    type=click.Path(dir_okay=False, path_type=Path),
    help="JSON object from URL or DID to document; nothing is fetched then.",
)
@click.option("--now", "moment", help="Check as at this moment, such as 2026-11-22T09:00:00Z.")
@click.option("--recipient", help="E-mail address or id the badge must be made out to.")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="PATH...")
def verify_command(
    as_json: bool,
    explained: bool,
    strict: bool,
    resolver: Path | None,
    moment: str | None,
    recipient: str | None,
    paths: tuple[Path, ...],
) -> None:
    """Verify badges: JSON, compact token text, PNG, SVG or PDF; in folders and ZIP files too. - is standard input.

    Exit status 0 when all are valid, 1 when any is not, 2 when a file cannot be read.
    """
    asked = _Asked(None if resolver is None else _file_resolver(resolver), _moment(moment), recipient, strict)
    console = Console(highlight=False, soft_wrap=False)
    worst, refused = 0, False
    for offer in offered(paths):
        if offer.error:
            click.echo(f"{printable(offer.path)}: {offer.error}", err=True)
        report = _report(offer, asked)
        told = explain(report, now=asked.now, recipient=recipient) if explained else {}
        if as_json:
            print_json(offer, report, told)
        else:
            print_text(console, offer, report, told)
        worst = max(worst, _status(offer, report))
        refused = refused or any(check.code.endswith(".refused") for check in report.checks)
    if refused:
        click.echo(PRIVATE, err=True)
    raise SystemExit(worst)


def _report(offer: Offered, asked: _Asked) -> VerificationReport:
    """Each file has a resolver of its own, since that has a budget."""
    if offer.what.code:
        return unreadable(offer.what.code, **offer.what.params)
    resolve = asked.documents or _network_resolver()
    return verify(offer.what.data, resolve=resolve, now=asked.now, recipient=asked.recipient, strict=asked.strict)


def _status(offer: Offered, report: VerificationReport) -> int:
    if offer.what.code and offer.what.code != "reading.no_files":
        return UNREADABLE
    return 0 if report.verdict is Verdict.VALID else NOT_VALID


def _moment(text: str | None) -> datetime:
    if text is None:
        return datetime.now(UTC)
    try:
        return parse_instant(text)
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--now") from error


def _network_resolver() -> Resolve:
    """Imported late, so that checking from a file is quick."""
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
