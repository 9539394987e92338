"""A verification in words: the verdict as one sentence with its own shape, then each check in a plain sentence.

Green only when everything that counts passed and we know the issuer. Who the issuer is, is told by our own list and
by its domain, never by the name that the badge gives itself. Not here: verifying (`inspection`).
"""

import enum
from dataclasses import dataclass
from datetime import datetime

from credentials.instants import parse_instant
from credentials.reasons import SENTENCES
from credentials.report import Check, Outcome, Verdict, VerificationReport
from lms.badges.facts import BadgeFacts
from lms.badges.kinds import FIXED, SHORT, Kind
from lms.badges.words import _
from lms.dates import format_date


class Standing(enum.StrEnum):
    """What we know of the issuer, once the signature was shown to be the issuer's."""

    OWN = "own"
    KNOWN = "known"
    UNKNOWN = "unknown"
    UNPROVEN = "unproven"
    """The signature is not shown to be the issuer's, so its name means nothing."""


@dataclass(frozen=True, slots=True)
class Trust:
    """`name` is ours, not the badge's claim. `like` is the known name that a stranger's could be taken for."""

    standing: Standing
    name: str = ""
    since: datetime | None = None
    like: str = ""

    @property
    def known(self) -> bool:
        return self.standing in (Standing.OWN, Standing.KNOWN)


#: The drawn shape of each (`_icons.html`), where it is not the kind's own.
SHAPES = {
    Kind.NO_STATUS: "status_unknown",
    Kind.NOT_YET: "expired",
    Kind.SUSPENDED: "expired",
    Kind.KEY_UNRESOLVED: "status_unknown",
    Kind.UNSUPPORTED: "nothing",
    Kind.OTHER_PERSON: "tampered",
    Kind.KEY_WITHDRAWN: "tampered",
    Kind.FORGED: "tampered",
    Kind.UNSIGNED: "tampered",
    Kind.MALFORMED: "nothing",
}
_TONES = {
    "valid": "ok",
    "revoked": "stop",
    "tampered": "stop",
    "expired": "wait",
    "unknown_issuer": "info",
    "replaced": "info",
}
_VERDICTS = {
    Verdict.NO_CREDENTIAL: Kind.NOTHING,
    Verdict.UNSUPPORTED: Kind.UNSUPPORTED,
    Verdict.KEY_UNRESOLVED: Kind.KEY_UNRESOLVED,
    Verdict.REVOKED: Kind.REVOKED,
    Verdict.SUSPENDED: Kind.SUSPENDED,
    Verdict.EXPIRED: Kind.EXPIRED,
    Verdict.NOT_YET_VALID: Kind.NOT_YET,
    Verdict.STATUS_UNKNOWN: Kind.STATUS_UNKNOWN,
}
#: Kinds where the claims of the badge may be shown: its signature holds and is its issuer's.
PROVEN = frozenset(
    {
        Kind.VALID,
        Kind.UNKNOWN_ISSUER,
        Kind.NO_STATUS,
        Kind.STATUS_UNKNOWN,
        Kind.NOT_YET,
        Kind.EXPIRED,
        Kind.SUSPENDED,
        Kind.REVOKED,
        Kind.REPLACED,
        Kind.OTHER_PERSON,
    }
)


@dataclass(frozen=True, slots=True)
class Line:
    """One check as a line of the list: `tone`, a few words, a sentence."""

    tone: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Finding:
    """What a person reads first. `shape` is the drawn mark."""

    kind: Kind
    title: str
    text: str

    @property
    def shape(self) -> str:
        return SHAPES.get(self.kind, self.kind.value)

    @property
    def word(self) -> str:
        return _(SHORT[self.kind])

    @property
    def tone(self) -> str:
        return _TONES.get(self.shape, "dim")

    @property
    def proven(self) -> bool:
        return self.kind in PROVEN


def kind_of(report: VerificationReport, trust: Trust) -> Kind:
    """The kind of a report. VALID only for a known issuer whose every check passed."""
    if report.verdict is Verdict.INVALID:
        return _invalid_kind(report)
    if report.verdict is not Verdict.VALID:
        return _VERDICTS[report.verdict]
    if not trust.known:
        return Kind.UNKNOWN_ISSUER
    return Kind.VALID if report.check("status").outcome is Outcome.PASSED else Kind.NO_STATUS


def _invalid_kind(report: VerificationReport) -> Kind:
    proof, issuer = report.check("proof"), report.check("issuer")
    if report.check("structure").outcome is Outcome.FAILED or report.check("context").outcome is Outcome.FAILED:
        return Kind.MALFORMED
    if proof.code in ("proof.missing", "proof.jwt_unsafe"):
        return Kind.UNSIGNED
    if proof.outcome is Outcome.FAILED:
        return Kind.MALFORMED if proof.code.startswith("proof.jwt_") else Kind.TAMPERED
    if issuer.outcome is Outcome.FAILED:
        return Kind.KEY_WITHDRAWN if issuer.code in ("issuer.key_revoked", "issuer.key_expires") else Kind.FORGED
    if report.check("recipient").outcome is Outcome.FAILED:
        return Kind.OTHER_PERSON
    return Kind.MALFORMED


def find(
    report: VerificationReport,
    trust: Trust,
    facts: BadgeFacts | None,
    *,
    revoked_at: datetime | None = None,
    replaced: bool = False,
) -> Finding:
    """The verdict in words. `revoked_at`: the day where we know it, `replaced`: another came instead."""
    kind = kind_of(report, trust)
    if kind is Kind.REVOKED and replaced:
        return finding_of(Kind.REPLACED)
    title, text = _words(kind, report, trust, facts, revoked_at)
    return Finding(kind, title, text)


def _words(
    kind: Kind,
    report: VerificationReport,
    trust: Trust,
    facts: BadgeFacts | None,
    revoked_at: datetime | None,
) -> tuple[str, str]:
    if kind is Kind.VALID and facts is not None:
        return _("This badge is genuine and valid"), _earned(facts, trust)
    if kind is Kind.REVOKED:
        return _("This badge was revoked"), _revoked(revoked_at)
    if kind is Kind.EXPIRED and facts is not None and facts.valid_until is not None:
        text = _(
            "It is genuine, but no longer counts since %(day)s. What the holder could do then stays true.",
            day=format_date(facts.valid_until),
        )
        return _("This badge has expired"), text
    if kind is Kind.UNKNOWN_ISSUER and facts is not None:
        return _stranger_title(trust), _stranger(trust, facts)
    if kind in (Kind.NOTHING, Kind.MALFORMED, Kind.UNSUPPORTED):
        return _fixed(kind)[0], reason(_deciding(report))
    return _fixed(kind)


def _earned(facts: BadgeFacts, trust: Trust) -> str:
    if facts.holder:
        return _(
            "%(holder)s earned “%(badge)s”. %(issuer)s stands behind it.",
            holder=facts.holder,
            badge=facts.name,
            issuer=trust.name,
        )
    return _("The holder earned “%(badge)s”. %(issuer)s stands behind it.", badge=facts.name, issuer=trust.name)


def _revoked(revoked_at: datetime | None) -> str:
    if revoked_at is None:
        return _("The issuer took this badge back. Do not use it as proof any more.")
    return _(
        "The issuer took this badge back on %(day)s. Do not use it as proof any more.",
        day=format_date(revoked_at),
    )


def _stranger_title(trust: Trust) -> str:
    if trust.like:
        return _("This issuer looks like %(like)s, but is not", like=trust.like)
    return _("We do not know this issuer")


def _stranger(trust: Trust, facts: BadgeFacts) -> str:
    if trust.like:
        return _(
            "The file was signed by %(place)s, which is not %(like)s, though the name looks like it. "
            "Do not trust it before you have asked.",
            place=facts.issuer_place,
            like=trust.like,
        )
    return _(
        "The file is unchanged and properly signed by %(place)s. But we do not know who that is. Ask for yourself.",
        place=facts.issuer_place,
    )


def _fixed(kind: Kind) -> tuple[str, str]:
    title, text = FIXED[kind]
    return _(title), _(text) if text else ""


def finding_of(kind: Kind) -> Finding:
    """A finding whose words need nothing filled in."""
    title, text = _fixed(kind)
    return Finding(kind, title, text)


def revoked_finding(revoked_at: datetime | None) -> Finding:
    """A badge that was taken back, of which there is nothing left to verify."""
    return Finding(Kind.REVOKED, _("This badge was revoked"), _revoked(revoked_at))


def reason(check: Check) -> str:
    """The sentence of a check in the reader's language, days as people write them."""
    params = {name: _value(value) for name, value in check.params.items()}
    sentence = SENTENCES[check.code]
    return str(_(sentence, **params)) if params else str(_(sentence))


def _value(value: object) -> object:
    if isinstance(value, str) and len(value) >= len("2026-01-01T00:00:00Z"):
        try:
            return format_date(parse_instant(value))
        except ValueError:
            return value
    return value


def _deciding(report: VerificationReport) -> Check:
    """The first check that did not pass."""
    bad = (check for check in report.checks if check.outcome in (Outcome.FAILED, Outcome.UNKNOWN))
    return next(bad, report.checks[0])
