"""What a verification answers: named checks, each with an outcome and a reason, and the verdict they lead to.

Never a bare yes or no. The verdict is the first that applies, worst first; anything unforeseen is INVALID.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from credentials.reasons import sentence


class Verdict(StrEnum):
    """In order: the first that applies is the verdict."""

    NO_CREDENTIAL = "NO_CREDENTIAL"
    INVALID = "INVALID"
    UNSUPPORTED = "UNSUPPORTED"
    KEY_UNRESOLVED = "KEY_UNRESOLVED"
    REVOKED = "REVOKED"
    SUSPENDED = "SUSPENDED"
    EXPIRED = "EXPIRED"
    NOT_YET_VALID = "NOT_YET_VALID"
    STATUS_UNKNOWN = "STATUS_UNKNOWN"
    VALID = "VALID"


class Outcome(StrEnum):
    """What a check came to: `unknown` when it could not be answered, `skipped` when there was nothing to ask."""

    PASSED = "passed"
    FAILED = "failed"
    UNKNOWN = "unknown"
    SKIPPED = "skipped"


CHECKS = (
    "structure",
    "context",
    "proof",
    "issuer",
    "status",
    "dates",
    "schema",
    "recipient",
    "endorsements",
)
"""Every report has these checks, in this order."""


@dataclass(frozen=True, slots=True)
class Check:
    """One question and its answer. `details` are faults of the structure, or the endorsements one by one."""

    name: str
    outcome: Outcome
    code: str
    params: Mapping[str, Any] = field(default_factory=dict)
    details: tuple[Mapping[str, Any], ...] = ()

    @property
    def reason(self) -> str:
        """The answer as a plain English sentence; `code` and `params` are there to say it in another
        language."""
        return sentence(self.code, self.params)

    def to_dict(self) -> dict[str, Any]:
        """For a program: name, outcome, reason and code, and details where there are any."""
        result: dict[str, Any] = {
            "name": self.name,
            "outcome": str(self.outcome),
            "reason": self.reason,
            "code": self.code,
        }
        return result | ({"details": [dict(item) for item in self.details]} if self.details else {})


def passed(name: str, code: str, /, **params: Any) -> Check:
    """A check that passed; `params` fill the sentence of `code`. So with the next three."""
    return Check(name, Outcome.PASSED, code, params) if params else _plain(name, Outcome.PASSED, code)


def failed(name: str, code: str, /, **params: Any) -> Check:
    return Check(name, Outcome.FAILED, code, params)


def unknown(name: str, code: str, /, **params: Any) -> Check:
    return Check(name, Outcome.UNKNOWN, code, params)


def skipped(name: str, code: str, /, **params: Any) -> Check:
    return Check(name, Outcome.SKIPPED, code, params) if params else _plain(name, Outcome.SKIPPED, code)


@lru_cache(maxsize=256)
def _plain(name: str, outcome: Outcome, code: str) -> Check:
    """One check for all that say the same: most of a good badge's checks have nothing of their own to tell."""
    return Check(name, outcome, code, MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class VerificationReport:
    """The verdict, the nine checks and the credential as read: trust `document` as far as the verdict
    says.

    `refresh` is what came of asking the issuer for a newer version, when the badge names a place to ask: with the code
    `refresh.newer` all the rest, `document` too, is about that newer version.
    """

    verdict: Verdict
    checks: tuple[Check, ...]
    document: dict[str, Any] | None = None
    refresh: Check | None = None

    def check(self, name: str) -> Check:
        """The check called `name`, one of `CHECKS`."""
        return next(check for check in self.checks if check.name == name)

    def to_dict(self) -> dict[str, Any]:
        """For a program: the verdict, the nine checks in order, and `refresh` where something came of it."""
        result = {"verdict": str(self.verdict), "checks": [check.to_dict() for check in self.checks]}
        return result | ({} if self.refresh is None else {"refresh": self.refresh.to_dict()})


_UNSUPPORTED = frozenset({"proof.unsupported", "proof.jwt_unsupported"})
_FATAL = ("structure", "context", "proof", "issuer", "schema", "recipient")
_LATER = (
    ("status", Outcome.FAILED, "status.revoked", Verdict.REVOKED),
    ("status", Outcome.FAILED, "status.suspended", Verdict.SUSPENDED),
    ("dates", Outcome.FAILED, "dates.expired", Verdict.EXPIRED),
    ("dates", Outcome.FAILED, "dates.not_yet", Verdict.NOT_YET_VALID),
)
_FREE_TO_SKIP = frozenset({"status.none", "schema.none", "schema.extension", "recipient.none"})
_MUST_HOLD = ("structure", "context", "proof", "issuer", "status", "dates", "schema", "recipient")


def verdict_of(checks: tuple[Check, ...]) -> Verdict:
    """The first verdict that applies. VALID only when every check that counts passed or had nothing to
    check."""
    by_name = {check.name: check for check in checks}
    if any(by_name[name].outcome is Outcome.FAILED for name in _FATAL):
        return Verdict.INVALID
    if by_name["proof"].code in _UNSUPPORTED:
        return Verdict.UNSUPPORTED
    if by_name["issuer"].outcome is Outcome.UNKNOWN:
        return Verdict.KEY_UNRESOLVED
    for name, outcome, code, verdict in _LATER:
        if by_name[name].outcome is outcome and by_name[name].code == code:
            return verdict
    if by_name["status"].outcome is Outcome.UNKNOWN:
        return Verdict.STATUS_UNKNOWN
    holds = all(by_name[name].outcome is Outcome.PASSED or by_name[name].code in _FREE_TO_SKIP for name in _MUST_HOLD)
    return Verdict.VALID if holds else Verdict.INVALID


def complete(checks: list[Check]) -> tuple[Check, ...]:
    """All nine checks in order; those that were not reached are skipped."""
    by_name = {check.name: check for check in checks}
    return tuple(by_name.get(name) or skipped(name, "check.not_reached") for name in CHECKS)
