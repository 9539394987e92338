"""Rules over several members of one object, or over a whole credential: what a table of single members cannot say.

`LINKS` has them by class. On reading only what the specification asks with a MUST or REQUIRED; what it says in other
words ("the value is the `id` of ...") is asked when issuing. Sources: Open Badges 3.0, "Data Models"; W3C Bitstring
Status List 1.0, section 2.1; W3C VC Data Model 2.0, section "Validity Period".
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from credentials.contexts import OPEN_BADGES_EXTENSIONS
from credentials.identifiers import is_uri
from credentials.instants import parse_instant
from credentials.structure_fault import Fault, Path, at, fault, listed
from credentials.structure_values import is_instant

SCHEMA_TYPE = "1EdTechJsonSchemaValidator2019"
PUBLISHED_SCHEMA = re.compile(
    r"https://purl\.imsglobal\.org/spec/ob/v3p0/schema/json(?:-ld)?/"
    r"ob_v3p0_(?:any)?(?P<kind>achievement|endorsement)credential_schema\.json"
)
_HASH = re.compile(r"sha256\$[0-9A-Fa-f]{64}|md5\$[0-9A-Fa-f]{32}")
_INDEX = re.compile(r"[0-9]{1,4000}")
"""An integer of any size by the standard; this many digits are outside every list and inside what Python reads."""
_ENTRY = "BitstringStatusListEntry"
Json = Mapping[str, Any]


def period_faults(path: Path, document: Json) -> Iterator[Fault]:
    """W3C VC Data Model 2.0, section "Validity Period": validUntil is not before validFrom."""
    start, end = document.get("validFrom"), document.get("validUntil")
    if not isinstance(start, str) or not isinstance(end, str) or not is_instant(start) or not is_instant(end):
        return
    if parse_instant(end) < parse_instant(start):
        yield fault((*path, "validUntil"), "structure.period", "Validity Period")


def schema_faults(path: Path, document: Json, issuing: bool) -> Iterator[Fault]:
    """The schema type is a word of the extensions context only, so that one must be listed too; whoever names schemas
    must name the published one (CredentialSchema)."""
    schemas = [item for item in listed(document.get("credentialSchema", [])) if isinstance(item, Mapping)]
    own = [item for item in schemas if SCHEMA_TYPE in listed(item.get("type"))]
    place = (*path, "credentialSchema")
    if own and OPEN_BADGES_EXTENSIONS not in listed(document.get("@context")):
        yield fault(place, "structure.schema_context", "CredentialSchema")
    if issuing and schemas and not any(PUBLISHED_SCHEMA.fullmatch(str(item.get("id"))) for item in own):
        yield fault(place, "structure.schema_own", "CredentialSchema")


def stated_twice(document: Json, named: Sequence[Path]) -> Iterator[Fault]:
    """No nested object may tell about the credential itself.

    JSON-LD merges objects with one `id`, so a signed `validUntil` or `credentialStatus` could be moved into
    an endorsement's subject without changing a quad: the signature would hold and no reader of JSON would
    see it. Proofs are graphs of their own and cannot. `named`: where objects with an id say anything of it.
    """
    root = document.get("id")
    for path in named if root is not None else ():
        if at(document, path)["id"] == root:
            yield fault(path, "structure.stated_twice", "Credential")


def _subject(path: Path, subject: Json, issuing: bool) -> Iterator[Fault]:
    if "id" not in subject and "identifier" not in subject:
        yield fault(path, "structure.recipient", "AchievementSubject")
    achievement = subject.get("achievement")
    if isinstance(achievement, Mapping):
        yield from _results(path, subject, achievement, issuing)


def _results(path: Path, subject: Json, achievement: Json, issuing: bool) -> Iterator[Fault]:
    """A result points at a description in the same achievement, and at a level of that; a Status result says which."""
    described = _by_id(achievement.get("resultDescription"))
    results = subject.get("result", [])
    for index, result in enumerate(listed(results)):
        if not isinstance(result, Mapping) or "resultDescription" not in result:
            continue
        place: Path = (*path, "result", index) if isinstance(results, list) else (*path, "result")
        description = described.get(str(result["resultDescription"]))
        if description is None:
            if issuing:
                yield fault((*place, "resultDescription"), "structure.result", "Result")
            continue
        if description.get("resultType") == "Status" and "status" not in result:
            yield fault(place, "structure.missing", "Result", name="status")
        levels = _by_id(description.get("rubricCriterionLevel"))
        if issuing and "achievedLevel" in result and str(result["achievedLevel"]) not in levels:
            yield fault((*place, "achievedLevel"), "structure.level", "Result")


def _result_description(path: Path, description: Json, issuing: bool) -> Iterator[Fault]:
    if not issuing:
        return
    levels = _by_id(description.get("rubricCriterionLevel"))
    if "requiredLevel" in description and str(description["requiredLevel"]) not in levels:
        yield fault((*path, "requiredLevel"), "structure.level", "ResultDescription")
    allowed, ranged = description.get("allowedValue"), {"valueMin", "valueMax"} & set(description)
    if allowed is not None and not ranged and description.get("requiredValue", allowed) not in (allowed, *allowed):
        yield fault((*path, "requiredValue"), "structure.allowed", "ResultDescription")


def _by_id(value: Any) -> dict[str, Json]:
    return {str(item.get("id")): item for item in listed(value) if isinstance(item, Mapping)}


def _identity(path: Path, identity: Json, issuing: bool) -> Iterator[Fault]:
    digest = identity.get("identityHash")
    if identity.get("hashed") is not True or not isinstance(digest, str):
        return
    if not _HASH.fullmatch(digest) or (issuing and not digest.startswith("sha256$")):
        yield fault((*path, "identityHash"), "structure.hash", "IdentityHash")


def _criteria(path: Path, criteria: Json, issuing: bool) -> Iterator[Fault]:
    if issuing and not {"id", "narrative"} & set(criteria):
        yield fault(path, "structure.criteria", "Criteria")


def _status(path: Path, status: Json, issuing: bool) -> Iterator[Fault]:
    """1EdTech's own samples use a number for the index."""
    if status.get("type") != _ENTRY:
        return
    for name in ("statusPurpose", "statusListIndex", "statusListCredential"):
        if name not in status:
            yield fault(path, "structure.missing", _ENTRY, name=name)
    index = status.get("statusListIndex", "0")
    number = isinstance(index, int) and not isinstance(index, bool) and index >= 0 and not issuing
    if not number and not (isinstance(index, str) and _INDEX.fullmatch(index)):
        yield fault((*path, "statusListIndex"), "structure.index", _ENTRY)
    if not isinstance(status.get("statusPurpose", ""), str):
        yield fault((*path, "statusPurpose"), "structure.text", _ENTRY)
    if not is_uri(status.get("statusListCredential", "urn:x")):
        yield fault((*path, "statusListCredential"), "structure.uri", _ENTRY)


def _period(path: Path, document: Json, _: bool) -> Iterator[Fault]:
    return period_faults(path, document)


Link = Callable[[Path, Json, bool], Iterator[Fault]]
LINKS: Mapping[str, Link] = MappingProxyType(
    {
        "AchievementSubject": _subject,
        "ResultDescription": _result_description,
        "IdentityObject": _identity,
        "Criteria": _criteria,
        "CredentialStatus": _status,
    }
)
"""By class: what its members must be together, given the place, the object, and whether it is to be issued."""
CREDENTIAL_LINKS: tuple[Link, ...] = (_period, schema_faults)
"""The same of every credential."""

_SCHEMA_NAMES = (("credentialSchema",),)
_STATUS_NAMES = (("statusPurpose",), ("statusListIndex",), ("statusListCredential",))
_LEVELS = (("requiredLevel",), ("rubricCriterionLevel",), ("requiredValue",), ("allowedValue",))
_RESULTS = (("result",), ("achievement", "resultDescription"))
_READING: Mapping[Link, tuple[Path, ...]] = {
    _subject: _RESULTS,
    _identity: (("identityHash",),),
    _status: _STATUS_NAMES,
    _period: (("validFrom",), ("validUntil",)),
}
_ISSUING = {**_READING, _result_description: _LEVELS, schema_faults: _SCHEMA_NAMES}


def looks_at(link: Link, issuing: bool) -> tuple[Path, ...]:
    """Below which members of its object a rule looks at texts, those of `type` and `@context` apart. While those texts
    stay, and the object has the same members, lists and types, the rule finds the same."""
    return (_ISSUING if issuing else _READING).get(link, ())
