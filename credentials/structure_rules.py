"""What Open Badges 3.0 asks of each class, as a table: property, kind of value, one or many, required.

Nothing here runs. One table serves four readers: `structure_outline.py` (what is wrong with the shape of a document,
and which of its values are still to be looked at), `structure_values.py` (whether a value is of its kind),
`schema_form.py` (what the published JSON Schema says) and the tests. What spans several properties is in
`structure_links.py`. Source: Open Badges 3.0 (document version 1.4.5), "Data Models" and "Verification Support Data
Models"; for the status list credential W3C Bitstring Status List 1.0, section 2.2.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from credentials.contexts import CREDENTIALS_V1, CREDENTIALS_V2
from credentials.structure_enums import ENUMS, EXTENSIBLE

__all__ = ["CLASSES", "ENUMS", "EXTENSIBLE", "VCDM_1", "Class", "Rule"]

TEXT, URI, INSTANT, DATETIME, DATE, LANGUAGE, NUMBER, BOOLEAN, OBJECT, TYPED, TOKEN = (
    "text", "uri", "instant", "datetime", "date", "language", "number", "boolean", "object", "typed", "token",
)  # fmt: skip
"""Kinds of value. INSTANT is DateTimeZ, DATETIME has a zone only when we issue; TYPED is the one `type` of an open
class; TOKEN is a CompactJws."""

OPEN_BADGES_CONTEXT = re.compile(r"https://purl\.imsglobal\.org/spec/ob/v3p0/context(-3\.\d\.\d)*\.json", re.ASCII)


@dataclass(frozen=True, slots=True)
class Rule:
    """`kind` is one of the words above, `enum:<name>`, or the name of a class; `or_uri` allows an address instead.
    With `many_on_reading` a list is taken from others, and never issued."""

    kind: str
    many: bool = False
    required: bool = False
    or_uri: bool = False
    many_on_reading: bool = False


@dataclass(frozen=True, slots=True)
class Class:
    """What an object of the class must hold.

    `types` must all be in the object's `type`, of `any_of` at least one; with `closed_type` it is exactly the one.
    `closed`: no other members than those of `rules`. `contexts`: what its `@context` must begin with, in order.
    """

    section: str
    rules: Mapping[str, Rule]
    types: tuple[str, ...] = ()
    any_of: tuple[str, ...] = ()
    closed_type: bool = False
    closed: bool = False
    contexts: tuple[re.Pattern[str], ...] = ()


def _texts(names: str) -> dict[str, Rule]:
    return {name: Rule(TEXT) for name in names.split()}


def _exactly(url: str) -> re.Pattern[str]:
    return re.compile(re.escape(url))


_V2 = (_exactly(CREDENTIALS_V2), OPEN_BADGES_CONTEXT)
_V1 = (_exactly(CREDENTIALS_V1), OPEN_BADGES_CONTEXT)
_TYPED = {"type": Rule(TYPED, required=True)}
_ENDORSED = {"endorsement": Rule("EndorsementCredential", many=True), "endorsementJwt": Rule(TOKEN, many=True)}

_ANY: dict[str, Rule] = {
    "id": Rule(URI, required=True),
    "description": Rule(TEXT),
    "awardedDate": Rule(INSTANT),
    "proof": Rule("Proof", many=True),
    "credentialSchema": Rule("CredentialSchema", many=True),
    "credentialStatus": Rule("CredentialStatus", many_on_reading=True),
    "refreshService": Rule("RefreshService"),
    "termsOfUse": Rule("TermsOfUse", many=True),
}
_IN_V2 = _ANY | {
    "issuer": Rule("Profile", required=True, or_uri=True),
    "validFrom": Rule(INSTANT, required=True),
    "validUntil": Rule(INSTANT),
    "evidence": Rule("Evidence", many=True),
}
_IN_V1 = _ANY | {
    "issuer": Rule("Profile", required=True),
    "issuanceDate": Rule(INSTANT, required=True),
    "expirationDate": Rule(INSTANT),
    "validFrom": Rule(INSTANT),
    "validUntil": Rule(INSTANT),
}
"""The last two are words of the 1.1 context without a rule there; the dates check counts them, so they must be read."""
_BADGE = _ENDORSED | {
    "image": Rule("Image"),
    "evidence": Rule("Evidence", many=True),
    "credentialSubject": Rule("AchievementSubject", required=True),
}
_ENDORSEMENT = {
    "name": Rule(TEXT, required=True),
    "credentialSubject": Rule("EndorsementSubject", required=True),
}
_BADGE_TYPES = ("OpenBadgeCredential", "AchievementCredential")
_ENDORSEMENT_TYPES = ("VerifiableCredential", "EndorsementCredential")

_CREDENTIALS = {
    "OpenBadgeCredential": Class(
        "OpenBadgeCredential",
        _IN_V2 | _BADGE | {"name": Rule(TEXT)},
        types=("VerifiableCredential",),
        any_of=_BADGE_TYPES,
        contexts=_V2,
    ),
    "EndorsementCredential": Class(
        "EndorsementCredential", _IN_V2 | _ENDORSEMENT, types=_ENDORSEMENT_TYPES, contexts=_V2
    ),
    "AchievementCredentialv1p1": Class(
        "AchievementCredentialv1p1",
        _IN_V1 | _BADGE | {"name": Rule(TEXT, required=True)},
        types=("VerifiableCredential",),
        any_of=_BADGE_TYPES,
        contexts=_V1,
    ),
    "EndorsementCredentialv1p1": Class(
        "EndorsementCredentialv1p1", _IN_V1 | _ENDORSEMENT, types=_ENDORSEMENT_TYPES, contexts=_V1
    ),
    "BitstringStatusListCredential": Class(
        "BitstringStatusListCredential",
        _IN_V2
        | {
            "id": Rule(URI),
            "name": Rule(TEXT),
            "validFrom": Rule(INSTANT),
            "issuer": Rule(OBJECT, required=True, or_uri=True),
            "credentialSubject": Rule("BitstringStatusList", required=True),
        },
        types=("VerifiableCredential", "BitstringStatusListCredential"),
        contexts=_V2[:1],
    ),
    "BitstringStatusList": Class(
        "BitstringStatusList",
        {
            "id": Rule(URI),
            "statusPurpose": Rule(TEXT, many=True, required=True),
            "encodedList": Rule(TEXT, required=True),
            "ttl": Rule(NUMBER),
        },
        types=("BitstringStatusList",),
    ),
    "Proof": Class(
        "Proof",
        _TYPED
        | {"created": Rule(DATETIME), "verificationMethod": Rule(URI)}
        | _texts("cryptosuite challenge domain nonce proofPurpose proofValue"),
    ),
    "CredentialSchema": Class("CredentialSchema", _TYPED | {"id": Rule(URI, required=True)}),
    "CredentialStatus": Class("CredentialStatus", _TYPED | {"id": Rule(URI)}),
    "RefreshService": Class("RefreshService", _TYPED | {"id": Rule(URI, required=True)}),
    "TermsOfUse": Class("TermsOfUse", _TYPED | {"id": Rule(URI)}),
}

_SUBJECTS = {
    "AchievementSubject": Class(
        "AchievementSubject",
        {
            "id": Rule(URI),
            "achievement": Rule("Achievement", required=True),
            "activityStartDate": Rule(DATETIME),
            "activityEndDate": Rule(DATETIME),
            "creditsEarned": Rule(NUMBER),
            "identifier": Rule("IdentityObject", many=True),
            "image": Rule("Image"),
            "result": Rule("Result", many=True),
            "source": Rule("Profile"),
        }
        | _texts("licenseNumber narrative role term"),
        types=("AchievementSubject",),
    ),
    "EndorsementSubject": Class(
        "EndorsementSubject",
        {"id": Rule(URI, required=True), "endorsementComment": Rule(TEXT)},
        types=("EndorsementSubject",),
    ),
    "IdentityObject": Class(
        "IdentityObject",
        {
            "hashed": Rule(BOOLEAN, required=True),
            "identityHash": Rule(TEXT, required=True),
            "identityType": Rule("enum:IdentifierType", required=True),
            "salt": Rule(TEXT),
        },
        types=("IdentityObject",),
        closed_type=True,
        closed=True,
    ),
    "Result": Class(
        "Result",
        {
            "achievedLevel": Rule(URI),
            "resultDescription": Rule(URI),
            "status": Rule("enum:ResultStatus"),
            "value": Rule(TEXT),
            "alignment": Rule("Alignment", many=True),
        },
        types=("Result",),
    ),
    "Evidence": Class(
        "Evidence",
        {"id": Rule(URI)} | _texts("narrative name description genre audience"),
        types=("Evidence",),
    ),
}

_ACHIEVEMENTS = {
    "Achievement": Class(
        "Achievement",
        _ENDORSED
        | {
            "id": Rule(URI, required=True),
            "name": Rule(TEXT, required=True),
            "description": Rule(TEXT, required=True),
            "criteria": Rule("Criteria", required=True),
            "alignment": Rule("Alignment", many=True),
            "achievementType": Rule("enum:AchievementType"),
            "creator": Rule("Profile"),
            "creditsAvailable": Rule(NUMBER),
            "image": Rule("Image"),
            "inLanguage": Rule(LANGUAGE),
            "otherIdentifier": Rule("IdentifierEntry", many=True),
            "related": Rule("Related", many=True),
            "resultDescription": Rule("ResultDescription", many=True),
            "tag": Rule(TEXT, many=True),
        }
        | _texts("fieldOfStudy humanCode specialization version"),
        types=("Achievement",),
    ),
    "Criteria": Class("Criteria", {"id": Rule(URI), "narrative": Rule(TEXT)}),
    "Alignment": Class(
        "Alignment",
        {
            "targetName": Rule(TEXT, required=True),
            "targetUrl": Rule(URI, required=True),
            "targetType": Rule("enum:AlignmentTargetType"),
        }
        | _texts("targetCode targetDescription targetFramework"),
        types=("Alignment",),
    ),
    "ResultDescription": Class(
        "ResultDescription",
        {
            "id": Rule(URI, required=True),
            "name": Rule(TEXT, required=True),
            "resultType": Rule("enum:ResultType", required=True),
            "alignment": Rule("Alignment", many=True),
            "allowedValue": Rule(TEXT, many=True),
            "requiredLevel": Rule(URI),
            "rubricCriterionLevel": Rule("RubricCriterionLevel", many=True),
        }
        | _texts("requiredValue valueMax valueMin"),
        types=("ResultDescription",),
    ),
    "RubricCriterionLevel": Class(
        "RubricCriterionLevel",
        {
            "id": Rule(URI, required=True),
            "name": Rule(TEXT, required=True),
            "alignment": Rule("Alignment", many=True),
        }
        | _texts("description level points"),
        types=("RubricCriterionLevel",),
    ),
    "Related": Class(
        "Related",
        {"id": Rule(URI, required=True), "inLanguage": Rule(LANGUAGE), "version": Rule(TEXT)},
        types=("Related",),
    ),
}

_PROFILES = {
    "Profile": Class(
        "Profile",
        _ENDORSED
        | {
            "id": Rule(URI, required=True),
            "url": Rule(URI),
            "image": Rule("Image"),
            "address": Rule("Address"),
            "otherIdentifier": Rule("IdentifierEntry", many=True),
            "parentOrg": Rule("Profile"),
            "dateOfBirth": Rule(DATE),
        }
        | _texts("name phone description email official familyName givenName additionalName")
        | _texts("patronymicName honorificPrefix honorificSuffix familyNamePrefix"),
        types=("Profile",),
    ),
    "Address": Class(
        "Address",
        {"geo": Rule("GeoCoordinates")}
        | _texts("addressCountry addressCountryCode addressRegion addressLocality streetAddress")
        | _texts("postOfficeBoxNumber postalCode"),
        types=("Address",),
    ),
    "GeoCoordinates": Class(
        "GeoCoordinates",
        {"latitude": Rule(NUMBER, required=True), "longitude": Rule(NUMBER, required=True)},
        types=("GeoCoordinates",),
        closed_type=True,
    ),
    "IdentifierEntry": Class(
        "IdentifierEntry",
        {
            "identifier": Rule(TEXT, required=True),
            "identifierType": Rule("enum:IdentifierType", required=True),
        },
        types=("IdentifierEntry",),
        closed_type=True,
        closed=True,
    ),
    "Image": Class(
        "Image",
        {"id": Rule(URI, required=True), "caption": Rule(TEXT)},
        types=("Image",),
        closed_type=True,
        closed=True,
    ),
}

CLASSES: Mapping[str, Class] = MappingProxyType(_CREDENTIALS | _SUBJECTS | _ACHIEVEMENTS | _PROFILES)

VCDM_1: Mapping[str, str] = MappingProxyType(
    {"OpenBadgeCredential": "AchievementCredentialv1p1", "EndorsementCredential": "EndorsementCredentialv1p1"}
)
"""The class that stands for another when a credential is of the VC Data Model 1.1: read, never issued."""
