"""The badge that everybody signs and verifies: 3.7 KB with its proof, 81 quads, 6 blank nodes, by a did:key.

It names a status list, which nobody here looks up, and the published schema.
"""

import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import count
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from credentials.contexts import CREDENTIALS_V2, OPEN_BADGES, OPEN_BADGES_EXTENSIONS, PINNED, PINNED_CONTEXTS
from credentials.plan.tokens import leaves, with_values
from credentials.resolution import Resolution, Unreachable
from credentials.signers import Ed25519Signer
from credentials.structure_fault import json_path

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
CREATED = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
SEED = b"bench!!!" * 4
KEY = Ed25519PrivateKey.from_private_bytes(SEED)
_MULTIKEY = Ed25519Signer(SEED, "").public_multikey
DID = f"did:key:{_MULTIKEY}"
METHOD = f"{DID}#{_MULTIKEY}"
SIGNER = Ed25519Signer(SEED, METHOD)
CONTEXTS: dict[str, Any] = {url: PINNED_CONTEXTS.document(url) for url in PINNED}
_SITE = "https://badges.example"
_LIST = f"{_SITE}/status/linden/1"
_DESCRIPTION, _LEVEL = (f"urn:uuid:6f5a1bfe-0db0-4d4e-8d67-0e2a8b2f000{number}" for number in (1, 2))


def _alignment(code: str, name: str) -> dict[str, Any]:
    return {
        "type": ["Alignment"],
        "targetName": name,
        "targetUrl": f"https://publications.example/digcompedu#{code}",
        "targetCode": code,
        "targetFramework": "DigCompEdu",
        "targetType": "CFItem",
    }


ACHIEVEMENT: dict[str, Any] = {
    "id": f"{_SITE}/achievements/arduino/1",
    "type": ["Achievement"],
    "name": "Arduino in de les elektriciteit",
    "description": (
        "Je bouwt en gebruikt een meetopstelling met Arduino in je eigen les, je laat leerlingen er zelf mee meten en "
        "je bespreekt met hen wat de metingen zeggen over spanning en stroom."
    ),
    "criteria": {
        "id": f"{_SITE}/achievements/arduino/1/criteria",
        "narrative": (
            "Je maakt de opdracht in je eigen klas, levert een verslag met foto's in en vertelt erover in het "
            "terugkommoment."
        ),
    },
    "achievementType": "Course",
    "image": {"id": f"{_SITE}/achievements/arduino/1.png", "type": "Image", "caption": "Badge Arduino"},
    "inLanguage": "nl",
    "tag": ["arduino", "natuurkunde"],
    "alignment": [
        _alignment("2.2", "Digitale bronnen maken en aanpassen"),
        _alignment("3.2", "Leren begeleiden"),
        _alignment("6.4", "Digitale competentie van leerlingen"),
    ],
    "creator": {"id": "https://partner.example/profile", "type": ["Profile"], "name": "Techniekhuis"},
    "resultDescription": [
        {
            "id": _DESCRIPTION,
            "type": ["ResultDescription"],
            "name": "Les uitgevoerd",
            "resultType": "RubricCriterionLevel",
            "rubricCriterionLevel": [
                {"id": _LEVEL, "type": ["RubricCriterionLevel"], "name": "Behaald", "level": "2", "points": "2"}
            ],
        }
    ],
}
BADGE: dict[str, Any] = {
    "@context": [CREDENTIALS_V2, OPEN_BADGES, OPEN_BADGES_EXTENSIONS],
    "id": "urn:uuid:1d6ab7b6-9d5c-4a39-8b46-3f4a2a6d0001",
    "type": ["VerifiableCredential", "OpenBadgeCredential"],
    "name": "Arduino in de les elektriciteit",
    "issuer": {
        "id": DID,
        "type": ["Profile"],
        "name": "Academie De Linden",
        "url": f"{_SITE}/",
        "email": "post@badges.example",
    },
    "validFrom": "2026-11-20T12:00:00Z",
    "validUntil": "2031-11-20T12:00:00Z",
    "awardedDate": "2026-11-20T12:00:00Z",
    "evidence": [
        {
            "id": f"{_SITE}/evidence/7",
            "type": ["Evidence"],
            "name": "Les met de meetopstelling",
            "narrative": "Foto's van de opstelling en een verslag van de les, met wat de leerlingen ervan vonden.",
        }
    ],
    "credentialSubject": {
        "type": ["AchievementSubject"],
        "identifier": [
            {
                "type": "IdentityObject",
                "hashed": True,
                "identityHash": f"sha256${hashlib.sha256(b'noor').hexdigest()}",
                "identityType": "emailAddress",
                "salt": "s41t9f0c2b7d",
            }
        ],
        "achievement": ACHIEVEMENT,
        "creditsEarned": 0.5,
        "result": [{"type": ["Result"], "resultDescription": _DESCRIPTION, "achievedLevel": _LEVEL}],
    },
    "credentialStatus": {
        "id": f"{_LIST}#94567",
        "type": "BitstringStatusListEntry",
        "statusPurpose": "revocation",
        "statusListIndex": "94567",
        "statusListCredential": _LIST,
    },
    "credentialSchema": [
        {
            "id": "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json",
            "type": "1EdTechJsonSchemaValidator2019",
        }
    ],
}
FIELDS = [
    "$.id",
    "$.awardedDate",
    "$.credentialSubject.identifier[0].identityHash",
    "$.credentialSubject.identifier[0].salt",
    "$.credentialStatus.id",
    "$.credentialStatus.statusListIndex",
]
_WORDS = {"name", "description", "narrative", "caption", "tag", "level", "points", "targetName", "targetCode"}
_WORDS |= {"targetFramework"}
_PATHS = {json_path(leaf.path): leaf.path for leaf in leaves(BADGE)}


def row(number: int) -> tuple[str, ...]:
    """What is another person's in the badge: the values of FIELDS."""
    return (
        f"urn:uuid:1d6ab7b6-9d5c-4a39-8b46-{number:012}",
        f"2026-11-{number % 20 + 1:02}T12:00:00Z",
        f"sha256${hashlib.sha256(str(number).encode()).hexdigest()}",
        f"s41t{number:08}",
        f"{_LIST}#{number % 131_072}",
        str(number % 131_072),
    )


def rows() -> Iterator[tuple[str, ...]]:
    """People without end."""
    return map(row, count())


def badge(number: int) -> dict[str, Any]:
    """The badge of person `number`."""
    return with_values(BADGE, {_PATHS[field]: value for field, value in zip(FIELDS, row(number), strict=True)})


def unlike(number: int) -> dict[str, Any]:
    """A badge of the same shape as all these, of an achievement that no other number has."""
    words = {leaf.path: f"{leaf.value} {number}" for leaf in leaves(BADGE) if leaf.name in _WORDS}
    return with_values(badge(number), words)


def resolve(address: str) -> Resolution:
    """Nothing is looked up: the key is in the DID, and no status list is there."""
    return Unreachable()
