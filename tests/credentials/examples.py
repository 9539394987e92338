"""A badge and an endorsement that use every class and property of the specification, to test model and rules with.

Each property of Open Badges 3.0 (document version 1.4.5), "Data Models", stands here at least once.
"""

import copy
from typing import Any

from tests.credentials.badges import DID, small

EXTENSIONS = "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json"
SCHEMA = "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_{}credential_schema.json"
TOKEN = "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJodHRwczovL3guZXhhbXBsZSJ9.c2lnbmF0dXJl"
DIGEST = "sha256$" + "0f" * 32
ACHIEVEMENT = "https://badges.example/achievements/arduino/1"
STATUS = f"{ACHIEVEMENT}#stand"


def alignment() -> dict[str, Any]:
    return {
        "type": ["Alignment"],
        "targetCode": "2.2",
        "targetDescription": "Bronnen maken en aanpassen",
        "targetName": "Digitale bronnen",
        "targetFramework": "DigCompEdu",
        "targetType": "CFItem",
        "targetUrl": "https://publications.example/digcompedu#2.2",
    }


def image(name: str) -> dict[str, Any]:
    return {"id": f"https://badges.example/images/{name}.png", "type": "Image", "caption": f"Afbeelding {name}"}


def identifier_entry() -> dict[str, Any]:
    return {"type": "IdentifierEntry", "identifier": "31AB", "identifierType": "nationalIdentityNumber"}


def proof() -> dict[str, Any]:
    return {
        "type": "DataIntegrityProof",
        "created": "2026-11-20T12:00:00Z",
        "cryptosuite": "eddsa-rdfc-2022",
        "challenge": "c1",
        "domain": "https://leren.example",
        "nonce": "n1",
        "proofPurpose": "assertionMethod",
        "proofValue": "z5LgmVhjq6GNkMLBMwbrvoPHCRQWnJjBCZwMFGcqY3dP1JQTHnq1sZCVEYBNxCbnk5BT52vuokBm7nfkrDYm8tuSB",
        "verificationMethod": f"{DID}#key-1",
    }


def profile(address: str, *, parent: bool = True) -> dict[str, Any]:
    """A profile with every part, of an organisation and of a person alike."""
    made = {
        "id": address,
        "type": ["Profile"],
        "name": "Academie De Linden",
        "url": "https://badges.example/",
        "phone": "+32 2 000 00 00",
        "description": "Nascholing voor leraren.",
        "endorsement": [endorsement(address)],
        "endorsementJwt": [TOKEN],
        "image": image("linden"),
        "email": "post@badges.example",
        "address": {
            "type": ["Address"],
            "addressCountry": "België",
            "addressCountryCode": "BE",
            "addressRegion": "Vlaams-Brabant",
            "addressLocality": "Leuven",
            "streetAddress": "Lindenlaan 1",
            "postOfficeBoxNumber": "7",
            "postalCode": "3000",
            "geo": {"type": "GeoCoordinates", "latitude": 50.8798, "longitude": 4.7005},
        },
        "otherIdentifier": [identifier_entry()],
        "official": "N. Peeters",
        "familyName": "Peeters",
        "givenName": "Noor",
        "additionalName": "Lies",
        "patronymicName": "Jansdochter",
        "honorificPrefix": "dr.",
        "honorificSuffix": "MSc",
        "familyNamePrefix": "van",
        "dateOfBirth": "1984-02-29",
    }
    return made | ({"parentOrg": {"id": "https://koepel.example/", "type": ["Profile"]}} if parent else {})


def _around(kind: str) -> dict[str, Any]:
    """What any credential may hold besides what it is about."""
    return {
        "validFrom": "2026-11-20T12:00:00Z",
        "validUntil": "2031-11-20T12:00:00+01:00",
        "awardedDate": "2026-11-20T12:00:00.5Z",
        "description": "Voor wie het in de eigen klas deed.",
        "evidence": [
            {
                "id": "https://badges.example/evidence/7",
                "type": ["Evidence"],
                "narrative": "Foto's van de opstelling.",
                "name": "Les",
                "description": "Een les van vijftig minuten",
                "genre": "Foto",
                "audience": "Leraren",
            }
        ],
        "proof": [proof()],
        "credentialSchema": [{"id": SCHEMA.format(kind), "type": "1EdTechJsonSchemaValidator2019"}],
        "credentialStatus": {
            "id": "https://badges.example/status/1#7",
            "type": "BitstringStatusListEntry",
            "statusPurpose": "revocation",
            "statusListIndex": "7",
            "statusListCredential": "https://badges.example/status/1",
        },
        "refreshService": {"id": "https://badges.example/refresh/7", "type": "1EdTechCredentialRefresh"},
        "termsOfUse": [{"id": "https://badges.example/terms", "type": "Terms"}],
    }


def endorsement(about: str) -> dict[str, Any]:
    """An endorsement with every property."""
    return _around("endorsement") | {
        "@context": [*small()["@context"], EXTENSIONS],
        "id": "urn:uuid:1d6ab7b6-9d5c-4a39-8b46-3f4a2a6d0005",
        "type": ["VerifiableCredential", "EndorsementCredential"],
        "name": "Aanbevolen door de raad",
        "issuer": {"id": "did:web:raad.example", "type": ["Profile"], "name": "De Raad"},
        "credentialSubject": {
            "id": about,
            "type": ["EndorsementSubject"],
            "endorsementComment": "Een *sterke* training.",
        },
    }


def achievement() -> dict[str, Any]:
    address = ACHIEVEMENT
    level = {
        "id": f"{address}#les-2",
        "type": ["RubricCriterionLevel"],
        "alignment": [alignment()],
        "description": "De les lukte.",
        "level": "2",
        "name": "Behaald",
        "points": "2",
    }
    description = {
        "id": f"{address}#les",
        "type": ["ResultDescription"],
        "alignment": [alignment()],
        "allowedValue": ["1", "2"],
        "name": "Les uitgevoerd",
        "requiredLevel": level["id"],
        "requiredValue": "2",
        "resultType": "RubricCriterionLevel",
        "rubricCriterionLevel": [level],
        "valueMax": "2",
        "valueMin": "1",
    }
    status = {"id": STATUS, "type": ["ResultDescription"], "name": "Stand", "resultType": "Status"}
    related = {"id": f"{address}/fr", "type": ["Related"], "inLanguage": "fr-BE", "version": "1"}
    return {
        "id": address,
        "type": ["Achievement"],
        "alignment": [alignment()],
        "achievementType": "MicroCredential",
        "creator": profile("https://partner.example/profile"),
        "creditsAvailable": 0.5,
        "criteria": {"id": f"{address}/criteria", "narrative": "Doe het *in je klas*."},
        "description": "Meten met Arduino in je eigen les.",
        "endorsement": [endorsement(address)],
        "endorsementJwt": [TOKEN],
        "fieldOfStudy": "Natuurkunde",
        "humanCode": "ARD-1",
        "image": image("arduino"),
        "inLanguage": "nl",
        "name": "Arduino",
        "otherIdentifier": [identifier_entry()],
        "related": [related],
        "resultDescription": [description, status],
        "specialization": "Elektriciteit",
        "tag": ["arduino", "natuurkunde"],
        "version": "1",
    }


def full() -> dict[str, Any]:
    """A badge with every property. Signed by nobody: its proof is there for its form."""
    made = achievement()
    description, status = made["resultDescription"]
    level = description["rubricCriterionLevel"][0]["id"]
    identity = {
        "type": "IdentityObject",
        "hashed": True,
        "identityHash": DIGEST,
        "identityType": "emailAddress",
        "salt": "s41t",
    }
    return _around("achievement") | {
        "@context": [*small()["@context"], EXTENSIONS],
        "id": "urn:uuid:1d6ab7b6-9d5c-4a39-8b46-3f4a2a6d0006",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": "Arduino",
        "image": image("badge"),
        "endorsement": [endorsement("urn:uuid:1d6ab7b6-9d5c-4a39-8b46-3f4a2a6d0006")],
        "endorsementJwt": [TOKEN],
        "issuer": profile(DID),
        "credentialSubject": {
            "id": "urn:uuid:1d6ab7b6-9d5c-4a39-8b46-3f4a2a6d0007",
            "type": ["AchievementSubject"],
            "activityStartDate": "2026-09-01T08:00:00Z",
            "activityEndDate": "2026-11-19T16:00:00Z",
            "creditsEarned": 0.5,
            "achievement": made,
            "identifier": [identity],
            "image": image("gebakken"),
            "licenseNumber": "L-7",
            "narrative": "Drie lessen.",
            "result": [
                {
                    "type": ["Result"],
                    "achievedLevel": level,
                    "alignment": [alignment()],
                    "resultDescription": description["id"],
                    "value": "2",
                },
                {"type": ["Result"], "resultDescription": status["id"], "status": "Completed"},
            ],
            "role": "Leraar",
            "source": profile("https://school.example/", parent=False),
            "term": "2026-2027",
        },
    }


def full_v1p1() -> dict[str, Any]:
    """The same badge in the form of the VC Data Model 1.1."""
    return to_v1p1(full())


def to_v1p1(document: dict[str, Any]) -> dict[str, Any]:
    """A copy of a credential, and of the endorsements in it, in the form of the VC Data Model 1.1."""
    made: dict[str, Any] = _to_v1p1(copy.deepcopy(document))
    return made


def _to_v1p1(value: Any) -> Any:
    if isinstance(value, list):
        return [_to_v1p1(item) for item in value]
    if not isinstance(value, dict):
        return value
    made = {name: _to_v1p1(item) for name, item in value.items()}
    if "@context" in made:
        made["@context"] = ["https://www.w3.org/2018/credentials/v1", *made["@context"][1:]]
        made["issuanceDate"] = made.pop("validFrom")
        if "validUntil" in made:
            made["expirationDate"] = made.pop("validUntil")
        if isinstance(made["issuer"], str):
            made["issuer"] = {"id": made["issuer"], "type": ["Profile"]}
    return made
