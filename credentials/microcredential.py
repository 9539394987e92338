"""Whether a badge may be called a microcredential: the elements of the European recommendation, and who asks more.

The Council Recommendation of 16 June 2022 (OJ C 243, 27.6.2022, p. 10-25), Annex I, names eleven mandatory elements
(M1-M11 here) and five optional ones (O1-O5). They are read from Open Badges' own members where it has them and from
the extension where it has not. A policy says what must be there: the recommendation itself asks for every element,
the level where there is one; the Dutch quality framework and the Flemish agreement ask a size, a level and an
institution of higher education too. Meeting a policy is what the badge claims, not what anybody confirmed.
Not here: the form of each member (`structure.py`), and refusing to sign (`lint.py`).
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from credentials.concepts import LEVELS, NATIONAL_LEVELS
from credentials.extension_rules import MICROCREDENTIAL_ACHIEVEMENT
from credentials.structure import Fault

SOURCE = "Council Recommendation 2022/C 243/02, Annex I"
ACHIEVEMENT_TYPE = "MicroCredential"
"""The term of `achievementType` that the gate keeps."""
EQF_LEVEL, NATIONAL_LEVEL = "ext:EQFLevel", "ext:NQFLevel"
"""`targetType` of an alignment that states a level; the first is edubadges' word."""


class Policy(StrEnum):
    """Whose rules the issuer chose."""

    EU = "eu-recommendation"
    NL = "nl-kwaliteitskader"
    VL = "vl-afsprakenkader"


@dataclass(frozen=True, slots=True)
class Level:
    """A level as the badge states it: scheme (`EQF`, `VKS`, `NLQF` or what the badge names), code and address."""

    scheme: str
    code: str
    address: str


@dataclass(frozen=True, slots=True)
class Elements:
    """What a badge says of each element; empty or None where it says nothing.

    `credits` are ECTS credits, `hours` hours of the learner. Lists hold texts or addresses of concepts.
    """

    learner: str | None = None
    title: str | None = None
    country: str | None = None
    awarding_bodies: tuple[str, ...] = ()
    issued: str | None = None
    outcomes: tuple[str, ...] = ()
    credits: float | None = None
    hours: float | None = None
    levels: tuple[Level, ...] = ()
    assessment: tuple[str, ...] = ()
    participation: str | None = None
    quality: Mapping[str, str] = field(default_factory=dict)
    institutions: tuple[tuple[str, str], ...] = ()
    """Kind and value of each identifier of the issuer, its parent organisation and the creator."""
    entry_requirement: str | None = None
    supervision: str | None = None
    identity_checked: bool | None = None
    results: int = 0
    integration: tuple[str, ...] = ()


def elements(credential: Mapping[str, Any]) -> Elements:
    """The elements in a credential (or in a part of one that is still being made), given as JSON."""
    subject = _object(credential, "credentialSubject")
    achievement = _object(subject, "achievement")
    issuer = _object(credential, "issuer")
    bodies = (issuer, _object(issuer, "parentOrg"), _object(achievement, "creator"))
    said = achievement if MICROCREDENTIAL_ACHIEVEMENT in _list(achievement.get("type")) else {}
    return Elements(
        learner=_text(subject, "id") or ("identifier" if subject.get("identifier") else None),
        title=_text(achievement, "name"),
        country=next(
            filter(None, (_text(_object(body, "address"), "addressCountryCode") for body in bodies[:2])), None
        ),
        awarding_bodies=tuple(filter(None, (_text(body, "name") for body in bodies))),
        issued=_text(credential, "validFrom"),
        outcomes=tuple(filter(None, (_text(item, "statement") for item in _objects(said, "learningOutcome")))),
        credits=_positive(achievement.get("creditsAvailable")),
        hours=_positive(said.get("studyLoadHours")),
        levels=tuple(_levels(achievement)),
        assessment=_texts(said, "assessmentType"),
        participation=_text(said, "participationType"),
        quality=_quality(_object(said, "qualityAssurance")),
        institutions=tuple(_institutions(bodies)),
        entry_requirement=_text(said, "entryRequirement"),
        supervision=_text(said, "supervisionType"),
        identity_checked=said.get("identityChecked") if isinstance(said.get("identityChecked"), bool) else None,
        results=len(_list(subject.get("result", []))),
        integration=_texts(said, "integrationOptions"),
    )


def missing(found: Elements, policy: Policy = Policy.EU) -> tuple[Fault, ...]:
    """What still stands between these elements and the name microcredential under `policy`; empty when nothing does."""
    named = [
        Fault(path, code, SOURCE, {"element": element}) for element, path, code, says in _MANDATORY if not says(found)
    ]
    return (*named, *_POLICIES[policy](found))


def gate(credential: Mapping[str, Any], policy: Policy = Policy.EU) -> tuple[Fault, ...]:
    """`missing`, for a credential that calls itself a microcredential; empty for one that does not."""
    achievement = _object(_object(credential, "credentialSubject"), "achievement")
    if achievement.get("achievementType") != ACHIEVEMENT_TYPE:
        return ()
    return missing(elements(credential), policy)


_SUBJECT, _ACHIEVEMENT = "$.credentialSubject", "$.credentialSubject.achievement"
_MANDATORY: tuple[tuple[str, str, str, Callable[[Elements], Any]], ...] = (
    ("M1", _SUBJECT, "microcredential.learner", lambda it: it.learner),
    ("M2", f"{_ACHIEVEMENT}.name", "microcredential.title", lambda it: it.title),
    ("M3", "$.issuer.address.addressCountryCode", "microcredential.country", lambda it: it.country),
    ("M4", "$.issuer.name", "microcredential.awarding_body", lambda it: it.awarding_bodies),
    ("M5", "$.validFrom", "microcredential.issued", lambda it: it.issued),
    ("M6", f"{_ACHIEVEMENT}.learningOutcome", "microcredential.outcomes", lambda it: it.outcomes),
    ("M7", f"{_ACHIEVEMENT}.studyLoadHours", "microcredential.workload", lambda it: it.credits or it.hours),
    ("M9", f"{_ACHIEVEMENT}.assessmentType", "microcredential.assessment", lambda it: it.assessment),
    ("M10", f"{_ACHIEVEMENT}.participationType", "microcredential.participation", lambda it: it.participation),
    (
        "M11",
        f"{_ACHIEVEMENT}.qualityAssurance",
        "microcredential.quality",
        lambda it: it.quality.get("name", "").strip(),
    ),
)
"""M8, the level, is mandatory "if applicable" only, so a policy asks for it or nobody does."""


@dataclass(frozen=True, slots=True)
class _National:
    """A national agreement: size in ECTS, the schemes of level that count, and identifiers of its institutions."""

    policy: Policy
    least: float
    most: float
    schemes: tuple[str, ...]
    institutions: Mapping[str, str]

    def __call__(self, found: Elements) -> Iterator[Fault]:
        size = found.credits or 0
        if not self.least <= size <= self.most or size * 2 != int(size * 2):
            path, params = f"{_ACHIEVEMENT}.creditsAvailable", {"least": f"{self.least:g}", "most": f"{self.most:g}"}
            yield Fault(path, "microcredential.size", self.policy, {"element": "M7", "policy": self.policy} | params)
        if not any(level.scheme in self.schemes for level in found.levels):
            params = {"element": "M8", "policy": self.policy, "schemes": " / ".join(self.schemes)}
            yield Fault(f"{_ACHIEVEMENT}.alignment", "microcredential.level", self.policy, params)
        if not any(self._is_institution(kind, value) for kind, value in found.institutions):
            params = {"element": "M4", "policy": self.policy}
            yield Fault("$.issuer.otherIdentifier", "microcredential.institution", self.policy, params)

    def _is_institution(self, kind: str, value: str) -> bool:
        return kind in self.institutions and re.fullmatch(self.institutions[kind], value) is not None


_POLICIES: Mapping[Policy, Callable[[Elements], Iterator[Fault]]] = MappingProxyType(
    {
        Policy.EU: lambda found: iter(()),
        Policy.NL: _National(
            Policy.NL,
            3,
            30,
            ("EQF", "NLQF"),
            {"ext:BRIN": r"[0-9]{2}[A-Z]{2}", "ext:ErasmusCode": r"NL\s*\S.*", "ext:SCHAC": r".+\.nl"},
        ),
        Policy.VL: _National(Policy.VL, 3, 20, ("VKS",), {"ext:ErasmusCode": r"B\s+\S.*", "ext:SCHAC": r".+\.be"}),
    }
)
"""Sizes: 3-30 EC in steps of half a credit (Dutch quality framework), 3-20 credits (Flemish agreement)."""


def _quality(said: Mapping[str, Any]) -> Mapping[str, str]:
    """What is said of quality assurance; without a name it says nothing."""
    return {name: value for name, value in said.items() if isinstance(value, str)} if _text(said, "name") else {}


def _country(*bodies: Mapping[str, Any]) -> str | None:
    found = (_text(_object(body, "address"), "addressCountryCode") for body in bodies)
    return next(filter(None, found), None)


def _levels(achievement: Mapping[str, Any]) -> Iterator[Level]:
    for item in _objects(achievement, "alignment"):
        address, code = _text(item, "targetUrl") or "", _text(item, "targetCode") or ""
        if item.get("targetType") == EQF_LEVEL and address in LEVELS["EQF"].values():
            yield Level("EQF", code or address.rpartition("/")[2], address)
        elif item.get("targetType") == NATIONAL_LEVEL or address.startswith(NATIONAL_LEVELS):
            yield Level(_scheme(_text(item, "targetFramework") or ""), code, address)


def _scheme(framework: str) -> str:
    """The short name of a national framework, whatever is written around it."""
    return next((name for name in ("VKS", "NLQF") if name in framework), framework)


def _institutions(bodies: tuple[Mapping[str, Any], ...]) -> Iterator[tuple[str, str]]:
    for body in bodies:
        for entry in _objects(body, "otherIdentifier"):
            kind, value = _text(entry, "identifierType"), _text(entry, "identifier")
            if kind and value:
                yield kind, value


def _object(holder: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    value = holder.get(name)
    return value if isinstance(value, Mapping) else {}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _objects(holder: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    return [item for item in _list(holder.get(name)) if isinstance(item, Mapping)]


def _text(holder: Mapping[str, Any], name: str) -> str | None:
    value = holder.get(name)
    return value if isinstance(value, str) and value.strip() else None


def _texts(holder: Mapping[str, Any], name: str) -> tuple[str, ...]:
    return tuple(item for item in _list(holder.get(name)) if isinstance(item, str) and item.strip())


def _positive(value: Any) -> float | None:
    return value if isinstance(value, int | float) and not isinstance(value, bool) and value > 0 else None
