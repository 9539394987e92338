"""What a credential says, taken out for a page: only from a document that was verified, and distrustful even then.

A stranger's signed text is still a stranger's text: control and direction characters go, lengths are bounded, links
are http(s) or no link. Not here: whether any of it is true (`findings`).
"""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import unquote, urlsplit

from credentials.instants import parse_instant
from credentials.microcredential import EQF_LEVEL, NATIONAL_LEVEL
from credentials.vcdm1 import period

MAX_NAME, MAX_TEXT, MAX_ITEMS, MAX_PLACE = 200, 5_000, 40, 40
Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ResultFact:
    """A criterion and the level that was reached, in the badge's own words."""

    name: str
    level: str
    top: str
    level_name: str
    meaning: str


@dataclass(frozen=True, slots=True)
class LinkFact:
    name: str
    url: str
    text: str = ""
    code: str = ""
    group: str = ""
    """The framework that a goal is from."""


@dataclass(frozen=True, slots=True)
class BadgeFacts:
    """The claims of one badge. Empty texts where it says nothing."""

    id: str
    name: str
    description: str
    achievement_type: str
    holder: str
    """The name the badge gives, when it gives one."""
    issuer_id: str
    issuer_name: str
    """As the issuer calls itself."""
    issuer_place: str
    """Whose word it is: the domain of the DID or address, in ASCII; a bare key (did:key) shortened."""
    awarded_at: datetime | None
    valid_from: datetime | None
    valid_until: datetime | None
    criteria: str
    """Markdown."""
    results: tuple[ResultFact, ...]
    evidence: tuple[LinkFact, ...]
    alignments: tuple[LinkFact, ...]


def facts_of(document: Json | None) -> BadgeFacts | None:
    """The claims of `document`; None when there is none to read."""
    if document is None or not isinstance(document.get("credentialSubject"), Mapping):
        return None
    subject = document["credentialSubject"]
    achievement = _object(subject.get("achievement"))
    issuer = document.get("issuer")
    profile = issuer if isinstance(issuer, Mapping) else {"id": issuer}
    start, end = period(document)
    return BadgeFacts(
        id=clean(document.get("id"), MAX_TEXT),
        name=clean(achievement.get("name") or document.get("name")),
        description=clean(achievement.get("description"), MAX_TEXT),
        achievement_type=clean(achievement.get("achievementType")),
        holder=_holder(subject),
        issuer_id=clean(profile.get("id"), 500),
        issuer_name=clean(profile.get("name")),
        issuer_place=place_of(clean(profile.get("id"), 500)),
        awarded_at=_instant(document.get("awardedDate")) or _instant(start),
        valid_from=_instant(start),
        valid_until=_instant(end),
        criteria=clean(_object(achievement.get("criteria")).get("narrative"), MAX_TEXT, lines=True),
        results=_results(achievement, subject),
        evidence=tuple(_evidence(item) for item in _objects(document.get("evidence"))),
        alignments=tuple(
            _alignment(item)
            for item in _objects(achievement.get("alignment"))
            if item.get("targetType") not in (EQF_LEVEL, NATIONAL_LEVEL)
        ),
    )


def clean(value: Any, limit: int = MAX_NAME, *, lines: bool = False) -> str:
    """Text without what a reader cannot see (direction marks, joiners, controls), cut at `limit` characters."""
    if not isinstance(value, str):
        return ""
    kept = "".join(
        letter if not unicodedata.category(letter).startswith("C") or (lines and letter == "\n") else " "
        for letter in value[: limit * 4]
    )
    text = kept.strip() if lines else " ".join(kept.split())
    return text if len(text) <= limit else text[: limit - 1] + "…"


def place_of(issuer_id: str) -> str:
    """The domain that vouches for an issuer id, in ASCII so that no look-alike letter hides in it."""
    if issuer_id.startswith("did:web:"):
        host = unquote(issuer_id.removeprefix("did:web:").split(":")[0])
    elif issuer_id.startswith(("https://", "http://")):
        host = urlsplit(issuer_id).netloc.rpartition("@")[2]
    else:
        name = clean(issuer_id, 500)
        return name if len(name) <= MAX_PLACE else f"{name[:18]}…{name[-6:]}"
    try:
        return host.encode("idna").decode("ascii")
    except UnicodeError:
        return host.encode("ascii", "backslashreplace").decode("ascii")


def safe_link(value: Any) -> str:
    """An http(s) address, or nothing."""
    text = clean(value, 2_000)
    return text if text.startswith(("https://", "http://")) and not text.endswith("…") else ""


def _holder(subject: Json) -> str:
    for identity in _objects(subject.get("identifier")):
        if identity.get("identityType") == "name" and identity.get("hashed") is False:
            return clean(identity.get("identityHash"))
    return ""


def _results(achievement: Json, subject: Json) -> tuple[ResultFact, ...]:
    described = {item.get("id"): item for item in _objects(achievement.get("resultDescription"))}
    found = []
    for result in _objects(subject.get("result")):
        about = described.get(result.get("resultDescription"))
        if about is not None:
            found.append(_result(result, about))
    return tuple(found)


def _result(result: Json, about: Json) -> ResultFact:
    levels = _objects(about.get("rubricCriterionLevel"))
    reached = next((level for level in levels if level.get("id") == result.get("achievedLevel")), {})
    return ResultFact(
        name=clean(about.get("name")),
        level=clean(reached.get("level")) or clean(result.get("value")),
        top=max((clean(level.get("level")) for level in levels), default=""),
        level_name=clean(reached.get("name")),
        meaning=clean(reached.get("description"), 500),
    )


def _evidence(item: Json) -> LinkFact:
    url = safe_link(item.get("id"))
    name = clean(item.get("name")) or url
    return LinkFact(name, url, clean(item.get("narrative") or item.get("description"), 1_000))


def _alignment(item: Json) -> LinkFact:
    code, name = clean(item.get("targetCode")), clean(item.get("targetName"), 500)
    return LinkFact(
        name="" if name == code else name,
        url=safe_link(item.get("targetUrl")),
        text=clean(item.get("targetDescription")),
        code=code,
        group=clean(item.get("targetFramework")),
    )


def _object(value: Any) -> Json:
    return value if isinstance(value, Mapping) else {}


def _objects(value: Any) -> list[Json]:
    listed = value if isinstance(value, list) else [value]
    return [item for item in listed[:MAX_ITEMS] if isinstance(item, Mapping)]


def _instant(value: Any) -> datetime | None:
    try:
        return parse_instant(value) if isinstance(value, str) else None
    except ValueError:
        return None
