"""The checks of a verification as lines of a list, one plain sentence each.

Five that a person asks about (changed, signed by whom, do we know them, taken back, run out), then what else was
looked at. Not here: the verdict (`findings`).
"""

from datetime import datetime

from credentials.report import Outcome, VerificationReport
from lms.badges.facts import BadgeFacts
from lms.badges.findings import Line, Standing, Trust, reason
from lms.badges.words import _, stamp
from lms.dates import format_date


def lines_of(
    report: VerificationReport,
    trust: Trust,
    facts: BadgeFacts | None,
    *,
    revoked_at: datetime | None = None,
    list_at: datetime | None = None,
) -> list[Line]:
    """The lines, in reading order. `list_at`: when our own status list was published."""
    if report.document is None and report.check("structure").outcome is Outcome.FAILED:
        return [Line("dim", _("No badge found"), reason(report.check("structure")))]
    found = [_changed(report), _signed(report, trust, facts)]
    if trust.standing is not Standing.UNPROVEN:
        found += [_known(trust), _status(report, revoked_at, list_at), _dates(report, facts)]
    for line in (_newer(report), _form(report), _recipient(report), _endorsements(report)):
        if line is not None:
            found.append(line)
    return found


def _changed(report: VerificationReport) -> Line:
    check = report.check("proof")
    if check.outcome is Outcome.PASSED:
        return Line("ok", _("Nothing changed"), _("Every letter is still as it was issued."))
    if check.outcome is Outcome.FAILED:
        title = _("Not signed") if check.code in ("proof.missing", "proof.jwt_unsafe") else _("Changed")
        return Line("stop", title, reason(check))
    return Line("dim", _("Signature not checked"), reason(check))


def _signed(report: VerificationReport, trust: Trust, facts: BadgeFacts | None) -> Line:
    check = report.check("issuer")
    if check.outcome is Outcome.PASSED and trust.standing is Standing.UNPROVEN:
        text = _("Without a good signature the name of the issuer means nothing.")
        return Line("dim", _("Issuer not proven"), text)
    if check.outcome is Outcome.PASSED and trust.known:
        return Line("ok", _("Signed by %(issuer)s", issuer=trust.name), _("With a key that this issuer publishes."))
    if check.outcome is Outcome.PASSED:
        place = facts.issuer_place if facts else ""
        return Line("ok", _("Properly signed"), _("The key belongs to %(place)s.", place=place))
    if check.outcome is Outcome.FAILED:
        return Line("stop", _("Not signed by this issuer"), reason(check))
    return Line("dim", _("Issuer not checked"), reason(check))


def _known(trust: Trust) -> Line:
    if trust.standing is Standing.OWN:
        return Line("ok", _("We know this issuer"), _("It issues its badges on this site."))
    if trust.standing is Standing.KNOWN and trust.since is not None:
        text = _("On our list since %(day)s.", day=format_date(trust.since))
        return Line("ok", _("We know this issuer"), text)
    if trust.like:
        return Line("stop", _("Looks like %(like)s, but is not", like=trust.like), _("Ask %(like)s.", like=trust.like))
    return Line("info", _("Unknown issuer"), _("Not on our list. Ask for yourself who this is."))


def _status(report: VerificationReport, revoked_at: datetime | None, list_at: datetime | None) -> Line:
    check = report.check("status")
    if check.code == "status.revoked":
        text = _("On %(day)s, by the issuer.", day=format_date(revoked_at)) if revoked_at else _("By the issuer.")
        return Line("stop", _("Revoked"), text)
    if check.outcome is Outcome.PASSED:
        text = (
            _("List of %(moment)s.", moment=stamp(list_at)) if list_at else _("List of the issuer, looked up just now.")
        )
        return Line("ok", _("Not revoked"), text)
    if check.code == "status.suspended":
        return Line("wait", _("Suspended"), reason(check))
    return Line("dim", _("Revocation not known"), reason(check))


def _dates(report: VerificationReport, facts: BadgeFacts | None) -> Line:
    check = report.check("dates")
    if report.check("status").code == "status.revoked":
        return Line("dim", _("Date: of no importance"), _("A revoked badge does not count, not even before its end."))
    if check.outcome is Outcome.PASSED and facts is not None and facts.valid_until is None:
        return Line("ok", _("Does not expire"), _("The issuer put no end date on it."))
    if check.outcome is Outcome.PASSED and facts is not None and facts.valid_until is not None:
        return Line("ok", _("Not expired"), _("Valid until %(day)s.", day=format_date(facts.valid_until)))
    if check.outcome is Outcome.FAILED:
        title = _("Expired") if check.code == "dates.expired" else _("Not valid yet")
        return Line("wait", title, reason(check))
    return Line("dim", _("Date not checked"), reason(check))


def _newer(report: VerificationReport) -> Line | None:
    """Only when another version was judged than the one that was offered."""
    check = report.refresh
    return Line("info", _("Newer version"), reason(check)) if check and check.code == "refresh.newer" else None


def _form(report: VerificationReport) -> Line | None:
    """Only when something is wrong with it: a proper form is what one expects."""
    for name in ("structure", "context", "schema"):
        check = report.check(name)
        if check.outcome is Outcome.FAILED:
            return Line("stop", _("Not according to the standard"), reason(check))
    return None


def _recipient(report: VerificationReport) -> Line | None:
    check = report.check("recipient")
    if check.outcome is Outcome.PASSED:
        return Line("ok", _("Belongs to this address"), reason(check))
    if check.outcome is Outcome.FAILED:
        return Line("stop", _("Belongs to another address"), reason(check))
    return None


def _endorsements(report: VerificationReport) -> Line | None:
    check = report.check("endorsements")
    if check.code in ("endorsements.none", "endorsements.skipped", "check.not_reached"):
        return None
    return Line("ok" if check.outcome is Outcome.PASSED else "info", _("Endorsed by others"), reason(check))
