"""Reports of verification on the screen and as JSON lines.

Everything a badge or a file name says is somebody else's text, so it is printed without control characters and never
as markup. Not here: verifying.
"""

import json
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any

import click
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from credentials.explaining import Explanation
from credentials.report import Check, Outcome, Verdict, VerificationReport
from lms.cli.offered import Offered

_SIGNS = {
    Outcome.PASSED: ("✔", "green"),
    Outcome.FAILED: ("✘", "bold red"),
    Outcome.UNKNOWN: ("?", "yellow"),
    Outcome.SKIPPED: ("-", "dim"),
}
_SHOWN_DETAILS = 8
_UNPROVEN = (Verdict.NO_CREDENTIAL, Verdict.INVALID, Verdict.UNSUPPORTED)


def print_json(offer: Offered, report: VerificationReport, explained: Mapping[str, Explanation]) -> None:
    """One line: `path`, `member` for a file in a ZIP, and the report; with `explained` in each check."""
    told = report.to_dict()
    for check in told["checks"]:
        if check["name"] in explained:
            check["explanation"] = explained[check["name"]].to_dict()
    member = {"member": offer.what.name} if offer.what.name else {}
    click.echo(json.dumps({"path": offer.path, **member, **told}, ensure_ascii=True))


def print_text(
    console: Console, offer: Offered, report: VerificationReport, explained: Mapping[str, Explanation]
) -> None:
    """The verdict and the name, then a line for each check that was reached."""
    style = "bold green" if report.verdict is Verdict.VALID else "bold red"
    console.print(Text.assemble((str(report.verdict), style), "  ", (printable(offer.label), "bold")))
    console.print(Padding(_table(report, explained), (0, 0, 1, 2)))


def printable(text: str) -> str:
    """`text` without control, direction and other invisible characters, which could rewrite the screen."""
    return "".join("\N{REPLACEMENT CHARACTER}" if unicodedata.category(c)[0] == "C" else c for c in text)


def _table(report: VerificationReport, explained: Mapping[str, Explanation]) -> Table:
    table = Table.grid(padding=(0, 2))
    for label, value in _facts(report):
        table.add_row("", Text(label, "dim"), Text(printable(value)))
    for check in report.checks if report.refresh is None else (*report.checks, report.refresh):
        if check.code == "check.not_reached":
            continue
        sign, style = _SIGNS[check.outcome]
        table.add_row(Text(sign, style), Text(check.name), Text(printable(check.reason)))
        lines = [*(_detail(detail) for detail in check.details[:_SHOWN_DETAILS]), *_explained(check, explained)]
        for line in lines:
            table.add_row("", "", Text("· " + printable(line), "dim"))
    return table


def _facts(report: VerificationReport) -> Iterator[tuple[str, str]]:
    """What the badge says of itself, only when somebody is known to have signed it."""
    document = report.document
    if document is None or report.verdict in _UNPROVEN:
        return
    achievement = document["credentialSubject"]["achievement"]
    issuer = document["issuer"]
    yield "badge", achievement["name"]
    yield "issuer", issuer if isinstance(issuer, str) else f"{issuer['id']} ({issuer.get('name', 'no name')})"


def _detail(detail: Mapping[str, Any]) -> str:
    """A fault with its section, an endorsement with what it is about, a list, or what a lenient reading let pass."""
    about = f"{detail['issuer']} about the {detail['carrier']} {detail['about']}: " if "about" in detail else ""
    return f"{about}{detail['message']} ({detail.get('section') or detail.get('code')})"


def _explained(check: Check, explained: Mapping[str, Explanation]) -> Iterator[str]:
    told = explained.get(check.name)
    if told is None:
        return
    yield f"Looked at: {told.looked_at}"
    yield f"{'Proves' if check.outcome is Outcome.PASSED else 'Would prove'}: {told.proves}"
    yield f"Does not prove: {told.does_not_prove}"
    yield f"Standard: {told.section}"
