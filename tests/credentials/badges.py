"""Badges, issuers and their documents for tests, with fixed keys so that every run signs the same bytes."""

import copy
import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from credentials.contexts import PINNED, PINNED_CONTEXTS
from credentials.controller import PublishedKey, controller_document
from credentials.issuing import SignedCredential, issue
from credentials.model import (
    Achievement,
    AchievementSubject,
    Alignment,
    BitstringStatusListEntry,
    Criteria,
    Evidence,
    IdentityObject,
    Image,
    OpenBadgeCredential,
    Profile,
    Result,
    ResultDescription,
    RubricCriterionLevel,
)
from credentials.report import VerificationReport
from credentials.resolution import Found, Resolution, Unreachable
from credentials.signers import Ed25519Signer
from credentials.status_list import BitstringStatusList, status_list_credential
from credentials.verifying import verify

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
CREATED = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
DID = "did:web:badges.example:issuers:linden"
PROFILE = "https://badges.example/issuers/linden"
LIST = "https://badges.example/status/linden/1"
EMAIL = "Noor@School.Example"


@dataclass
class World:
    """Documents by URL or DID, as a resolver sees them; `asked` keeps what was looked up."""

    documents: dict[str, Any] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def resolve(self, address: str) -> Resolution:
        self.asked.append(address)
        answer = self.documents.get(address, Unreachable())
        return answer if not isinstance(answer, dict | bytes | str) else Found(answer)

    def verify(self, source: Any, **options: Any) -> VerificationReport:
        return verify(source, **({"resolve": self.resolve, "now": NOW} | options))


def signer(number: int = 1, did: str = DID) -> Ed25519Signer:
    """The issuer's key `number`."""
    return Ed25519Signer.from_seed(bytes([number]) * 32, f"{did}#key-{number}")


def published(*numbers: int, did: str = DID) -> list[PublishedKey]:
    return [PublishedKey(f"{did}#key-{n}", signer(n, did).public_multikey) for n in numbers]


def status_list(bits: BitstringStatusList | None = None, **options: Any) -> SignedCredential:
    """The issuer's signed status list."""
    settings = {
        "url": LIST,
        "issuer_id": DID,
        "purpose": "revocation",
        "bits": bits or BitstringStatusList(),
        "valid_from": CREATED,
    }
    key = options.pop("signer", None) or signer()
    return issue(status_list_credential(**(settings | options)), key, created=CREATED)


def world(bits: BitstringStatusList | None = None) -> World:
    """A world in which the issuer publishes key 1 and its status list."""
    document = controller_document(did=DID, also_known_as=[PROFILE], keys=published(1))
    return World({DID: document, LIST: status_list(bits).data})


def signed_list(document: dict[str, Any]) -> dict[str, Any]:
    """A status list credential of the issuer, with whatever it says."""
    return issue(document, signer(), created=CREATED).document


def achievement() -> Achievement:
    return Achievement(
        id="https://badges.example/achievements/arduino/1",
        name="Arduino in de les elektriciteit",
        description="Je bouwt en gebruikt een meetopstelling met Arduino in je eigen les.",
        criteria=Criteria(
            id="https://badges.example/achievements/arduino/1/criteria",
            narrative="Je maakt de opdracht in je eigen klas en vertelt erover in het terugkommoment.",
        ),
        achievement_type="Competency",
        image=Image(id="https://badges.example/achievements/arduino/1.png", caption="Badge Arduino"),
        in_language="nl",
        tag=("arduino", "natuurkunde"),
        alignment=(
            Alignment(
                target_name="Digitale bronnen maken en aanpassen",
                target_url="https://publications.example/digcompedu#2.2",
                target_code="2.2",
                target_framework="DigCompEdu",
                target_type="CFItem",
            ),
            Alignment(
                target_name="Leren begeleiden",
                target_url="https://publications.example/digcompedu#3.2",
                target_framework="DigCompEdu",
            ),
        ),
        creator=Profile(id="https://partner.example/profile", name="Techniekhuis"),
        result_description=(
            ResultDescription(
                id="urn:uuid:6f5a1bfe-0db0-4d4e-8d67-0e2a8b2f0001",
                name="Les uitgevoerd",
                result_type="RubricCriterionLevel",
                rubric_criterion_level=(
                    RubricCriterionLevel(
                        id="urn:uuid:6f5a1bfe-0db0-4d4e-8d67-0e2a8b2f0002", name="Behaald", level="2", points="2"
                    ),
                ),
            ),
        ),
    )


def rich() -> OpenBadgeCredential:
    """A badge with about everything the application uses."""
    return OpenBadgeCredential(
        id="urn:uuid:1d6ab7b6-9d5c-4a39-8b46-3f4a2a6d0001",
        name="Arduino in de les elektriciteit",
        awarded_date="2026-11-20T12:00:00Z",
        valid_from="2026-11-20T12:00:00Z",
        valid_until="2031-11-20T12:00:00Z",
        issuer=Profile(id=DID, name="Academie De Linden", url="https://badges.example/", email="post@badges.example"),
        evidence=(Evidence(id="https://badges.example/evidence/7", name="Les", narrative="Foto's van de opstelling."),),
        credential_subject=AchievementSubject(
            id="urn:uuid:1d6ab7b6-9d5c-4a39-8b46-3f4a2a6d0002",
            identifier=(IdentityObject.hashed_email(EMAIL, "s41t"),),
            achievement=achievement(),
            credits_earned=0.5,
            result=(
                Result(
                    result_description="urn:uuid:6f5a1bfe-0db0-4d4e-8d67-0e2a8b2f0001",
                    achieved_level="urn:uuid:6f5a1bfe-0db0-4d4e-8d67-0e2a8b2f0002",
                ),
            ),
        ),
        credential_status=BitstringStatusListEntry(
            id=f"{LIST}#94567",
            status_purpose="revocation",
            status_list_index="94567",
            status_list_credential=LIST,
        ),
    )


def small() -> dict[str, Any]:
    """The least a badge may be."""
    return {
        "@context": [
            "https://www.w3.org/ns/credentials/v2",
            "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
        ],
        "id": "urn:uuid:1d6ab7b6-9d5c-4a39-8b46-3f4a2a6d0003",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "issuer": DID,
        "validFrom": "2026-11-20T12:00:00Z",
        "credentialSubject": {
            "type": ["AchievementSubject"],
            "identifier": [
                {
                    "type": "IdentityObject",
                    "hashed": False,
                    "identityHash": "noor@school.example",
                    "identityType": "emailAddress",
                }
            ],
            "achievement": {
                "id": "https://badges.example/achievements/klein/1",
                "type": ["Achievement"],
                "name": "Klein",
                "description": "Het kleinste.",
                "criteria": {"narrative": "Doe iets."},
            },
        },
    }


def endorsed() -> dict[str, Any]:
    """A badge whose achievement and own id are endorsed by another issuer, known to `endorsed_world`."""
    badge = rich().to_dict()
    badge["id"] = "urn:uuid:1d6ab7b6-9d5c-4a39-8b46-3f4a2a6d0004"
    badge["endorsement"] = [endorsement(badge["id"]).document]
    badge["credentialSubject"]["achievement"]["endorsement"] = [
        endorsement(badge["credentialSubject"]["achievement"]["id"]).document
    ]
    return badge


ENDORSER = "did:web:raad.example"


def endorsement(about: str, **changes: Any) -> SignedCredential:
    """An endorsement of `about` by ENDORSER."""
    document = {
        "@context": small()["@context"],
        "id": uuid5(NAMESPACE_URL, about).urn,
        "type": ["VerifiableCredential", "EndorsementCredential"],
        "name": "Aanbevolen door de raad",
        "issuer": {"id": ENDORSER, "type": ["Profile"], "name": "De Raad"},
        "validFrom": "2026-11-01T00:00:00Z",
        "credentialSubject": {
            "id": about,
            "type": ["EndorsementSubject"],
            "endorsementComment": "Een sterke training.",
        },
    }
    return issue(document | changes, signer(7, ENDORSER), created=CREATED)


def endorsed_world() -> World:
    found = world()
    found.documents[ENDORSER] = controller_document(did=ENDORSER, also_known_as=[], keys=published(7, did=ENDORSER))
    return found


def signed(badge: OpenBadgeCredential | dict[str, Any] | None = None, number: int = 1) -> SignedCredential:
    """`badge` (the rich one by default) signed by key `number` of the issuer."""
    return issue(badge or rich(), signer(number), created=CREATED)


def altered(credential: SignedCredential, **changes: Any) -> dict[str, Any]:
    """A copy of a signed document with top-level members replaced."""
    return copy.deepcopy(credential.document) | changes


def contexts() -> dict[str, Any]:
    """Every pinned context by URL, for a verifier that wants a document map."""
    return {url: PINNED_CONTEXTS.document(url) for url in PINNED}


def plain(documents: dict[str, Any]) -> dict[str, Any]:
    """A world's documents as JSON objects."""
    return {url: json.loads(item) if isinstance(item, bytes | str) else item for url, item in documents.items()}
