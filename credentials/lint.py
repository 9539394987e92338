"""What keeps a badge from being signed, and what others may stumble over: looked at before the signature, not after.

An error is what our own strict verifier refuses, or what makes the verifiers of others refuse or misread; a badge with
one is never signed. A warning is what some software is known to get wrong, and stops nothing. Each finding has a place,
a rule, a sentence and, where the sentence does not say it, what to do instead. Words that no context defines are
refused by canonicalisation, which every way of signing passes too.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from credentials.contexts import MICROCREDENTIAL
from credentials.extension_rules import EXTENSIONS, MICROCREDENTIAL_ACHIEVEMENT
from credentials.microcredential import Policy, elements, gate
from credentials.near_miss import names_in, near_misses
from credentials.reasons import SENTENCES, sentence
from credentials.structure import Fault, faults

ERROR, WARNING = "error", "warning"
_UTC = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z")
_MOMENTS = frozenset({"validFrom", "validUntil", "awardedDate", "activityStartDate", "activityEndDate"})
_CONCEPTS = frozenset(
    {"targetUrl", "assessmentType", "participationType", "supervisionType", "integrationOptions", "relatedSkill"}
)
"""Members that name a concept; nobody goes there, and the European ones start with `http:`."""
_ASTRAL = re.compile("[\U00010000-\U0010ffff]")
_AFTER_SURROGATES = re.compile("[\ue000-\uffff]")
_HOURS_OF_A_CREDIT = (20, 35)
"""One ECTS credit stands for 25 to 30 hours (ECTS Users' Guide); with some room, since hours are rounded."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found: `fault` has its place, rule and sentence; `severity` is `error` or `warning`."""

    fault: Fault
    severity: str = ERROR

    @property
    def suggestion(self) -> str | None:
        """What to do instead, as an English sentence; None where the sentence itself says it."""
        code = f"{self.fault.code}_instead"
        return sentence(code, {"path": self.fault.path, **self.fault.params}) if code in SENTENCES else None

    def to_dict(self) -> dict[str, str]:
        """For a program: severity, path, rule, section, sentence, and the suggestion where there is one."""
        told = {"severity": self.severity, **self.fault.to_dict()}
        return told if self.suggestion is None else told | {"suggestion": self.suggestion}


def findings(
    document: Mapping[str, Any], kind: str, *, policy: Policy = Policy.EU, as_token: bool = False
) -> tuple[Finding, ...]:
    """Errors and then warnings about an unsigned credential of class `kind`, such as `OpenBadgeCredential`.

    `policy`: whose rules hold for a badge that calls itself a microcredential. `as_token`: it will be signed as a JWT.
    """
    wrong = errors(document, kind, policy=policy, as_token=as_token)
    doubtful = _once((*_member_warnings("$", "", document), *_whole_warnings(document)))
    return (*map(Finding, wrong), *(Finding(fault, WARNING) for fault in doubtful))


def errors(
    document: Mapping[str, Any], kind: str, *, policy: Policy = Policy.EU, as_token: bool = False
) -> tuple[Fault, ...]:
    """Only what keeps the credential from being signed; empty when nothing does."""
    return _once(
        (
            *shape_errors(document),
            *faults(document, kind, issuing=True),
            *value_errors(document, kind, policy=policy, as_token=as_token),
        )
    )


def shape_errors(document: Mapping[str, Any]) -> tuple[Fault, ...]:
    """What lint adds to the rules of form and hangs on nothing but names, `type` and `@context`.

    So documents of one shape need it once only, as with `structure.outline`.
    """
    misses = (Fault(path, "lint.near_miss", "Names", {"meant": other}) for path, other in near_misses(document))
    listed = MICROCREDENTIAL in _list(document.get("@context"))
    said = listed or _WORDS.keys() & names_in(document)
    return (*misses, *(_extension_errors("$", document, document.get("@context")) if said else ()))


def value_errors(
    document: Mapping[str, Any], kind: str, *, policy: Policy = Policy.EU, as_token: bool = False
) -> tuple[Fault, ...]:
    """What lint adds and every document must be asked."""
    return (
        *_status_errors(document),
        *(gate(document, policy) if kind == "OpenBadgeCredential" else ()),
        *(_token_errors(document) if as_token else ()),
    )


def _once(found: tuple[Fault, ...]) -> tuple[Fault, ...]:
    return tuple({(fault.path, fault.message): fault for fault in found}.values())


_WORDS = EXTENSIONS[MICROCREDENTIAL_ACHIEVEMENT].rules


def _extension_errors(path: str, value: Any, contexts: Any) -> Iterator[Fault]:
    """The extension's words mean something only on its class, and its class only under its context."""
    if isinstance(value, list):
        for index, item in enumerate(value):
            yield from _extension_errors(f"{path}[{index}]", item, contexts)
    if not isinstance(value, Mapping):
        return
    own = value.get("@context", contexts)
    if MICROCREDENTIAL_ACHIEVEMENT in _list(value.get("type")):
        if MICROCREDENTIAL not in _list(own):
            yield Fault(f"{path}.type", "lint.extension_context", "Extending", {"context": MICROCREDENTIAL})
    else:
        for name in sorted(_WORDS.keys() & value.keys()):
            params = {"name": MICROCREDENTIAL_ACHIEVEMENT}
            yield Fault(f"{path}.{name}", "lint.extension_type", "Extending", params)
    for name, item in value.items():
        if isinstance(item, Mapping | list) and name != "@context":
            yield from _extension_errors(f"{path}.{name}", item, own)


def _status_errors(document: Mapping[str, Any]) -> Iterator[Fault]:
    """W3C Bitstring Status List 1.0, section 2.1: the id of an entry is not the address of its list."""
    for status in _list(document.get("credentialStatus")):
        if isinstance(status, Mapping) and "id" in status and status["id"] == status.get("statusListCredential"):
            yield Fault("$.credentialStatus.id", "lint.status_id", "BitstringStatusListEntry")


def _token_errors(document: Mapping[str, Any]) -> Iterator[Fault]:
    """Open Badges 3.0, "JSON Web Token Proof Format": `sub` is required and is the subject's id."""
    subject = document.get("credentialSubject")
    if not isinstance(subject, Mapping) or "id" not in subject:
        yield Fault("$.credentialSubject", "lint.token_subject", "JSON Web Token Proof Format")


def _member_warnings(path: str, name: str, value: Any) -> Iterator[Fault]:
    if isinstance(value, Mapping):
        for member, item in value.items():
            if member not in ("@context", "type", "proof"):
                yield from _member_warnings(f"{path}.{member}", member, item)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _member_warnings(f"{path}[{index}]", name, item)
    elif isinstance(value, str):
        if name in _MOMENTS and not _UTC.fullmatch(value):
            yield Fault(path, "lint.moment", "DateTimeZ")
        if value.startswith("http:") and name not in _CONCEPTS:
            yield Fault(path, "lint.insecure", "URI")
        if name == "endorsementJwt":
            yield Fault(path, "lint.endorsement_jwt", "Context")


def _whole_warnings(document: Mapping[str, Any]) -> Iterator[Fault]:
    """What shows only when more than one place is looked at."""
    everything = "\n".join(_strings(document))
    if _ASTRAL.search(everything) and _AFTER_SURROGATES.search(everything):
        yield Fault("$", "lint.sort_order", "RDF Dataset Canonicalization")
    issuer = document.get("issuer")
    issuer_id = issuer.get("id") if isinstance(issuer, Mapping) else issuer
    if isinstance(issuer_id, str) and issuer_id.startswith(("http:", "https:")):
        yield Fault("$.issuer", "lint.issuer_address", "Issuer")
    found = elements(document)
    if found.credits and found.hours:
        least, most = (round(found.credits * hours) for hours in _HOURS_OF_A_CREDIT)
        if not least <= found.hours <= most:
            params = {"credits": f"{found.credits:g}", "least": str(least), "most": str(most)}
            yield Fault("$.credentialSubject.achievement.studyLoadHours", "lint.workload", "ECTS", params)


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        for item in value.values():
            yield from _strings(item)
    elif isinstance(value, list):
        for item in value:
            yield from _strings(item)
    elif isinstance(value, str):
        yield value


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
