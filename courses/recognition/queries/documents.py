"""What issuers publish, from the database: DID documents, profiles, achievements and status lists.

The site verifies its own badges with these and never calls itself. Addresses are looked up as they were
stored.
"""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from courses.practice.models import Rubric
from courses.recognition.credentials_of import achievement, profile
from courses.recognition.models import BadgeVersion, Issuer, KeyState, StatusList
from credentials.contexts import CREDENTIALS_V2, MICROCREDENTIAL, OPEN_BADGES
from credentials.controller import PublishedKey, controller_document
from credentials.extension import is_extended

DID_JSON = "application/did+json"
LD_JSON = "application/ld+json"
VC_JSON = "application/vc+ld+json"


@dataclass(frozen=True, slots=True)
class OwnDocument:
    """The exact bytes that stand at one of our public addresses."""

    url: str
    body: bytes
    media_type: str
    modified: datetime | None = None

    @property
    def etag(self) -> str:
        """Strong: the same text only for the same bytes."""
        return hashlib.sha256(self.body).hexdigest()


def own_document(session: Session, url: str) -> OwnDocument | None:
    """The document at a DID or address of ours; None when it is none, or a list not published yet."""
    address = url.partition("#")[0]
    issuer = session.scalar(select(Issuer).where(or_(Issuer.did == address, Issuer.did_document_url == address)))
    if issuer is not None:
        return did_document(issuer)
    issuer = session.scalar(select(Issuer).where(Issuer.profile_url == address))
    if issuer is not None:
        return profile_document(issuer)
    status_list = session.scalar(select(StatusList).where(StatusList.url == address))
    if status_list is not None:
        return status_list_document(status_list)
    version = session.scalar(select(BadgeVersion).where(BadgeVersion.achievement_url == address))
    return achievement_document(session, version) if version is not None else None


def did_document(issuer: Issuer) -> OwnDocument:
    """Every key there ever was. A retired one still vouches for what it signed; a compromised one not."""
    keys = [
        PublishedKey(
            key.key_id,
            key.public_multikey,
            revoked=key.compromised_at if key.state is KeyState.COMPROMISED else None,
        )
        for key in issuer.keys
    ]
    body = controller_document(did=issuer.did, also_known_as=[issuer.profile_url], keys=keys)
    return OwnDocument(issuer.did_document_url, _json(body), DID_JSON)


def profile_document(issuer: Issuer) -> OwnDocument:
    """The issuer as an Open Badges Profile (OB 3.0, "Dereferencing the Public Key": where `url` leads)."""
    body = {"@context": [CREDENTIALS_V2, OPEN_BADGES]} | profile(issuer).to_dict()
    return OwnDocument(issuer.profile_url, _json(body), LD_JSON)


def achievement_document(session: Session, version: BadgeVersion) -> OwnDocument:
    """One version of a badge as an Open Badges Achievement."""
    said = achievement(version, rubric_of(session, version))
    contexts = [CREDENTIALS_V2, OPEN_BADGES, *([MICROCREDENTIAL] if is_extended(said) else [])]
    body = {"@context": contexts} | said.to_dict()
    return OwnDocument(version.achievement_url, _json(body), LD_JSON)


def status_list_document(status_list: StatusList) -> OwnDocument | None:
    """The list as signed last; None before its first publication."""
    if status_list.published is None:
        return None
    return OwnDocument(status_list.url, status_list.published, VC_JSON, status_list.published_at)


def rubric_of(session: Session, version: BadgeVersion) -> Rubric | None:
    return session.get(Rubric, version.rubric_id) if version.rubric_id is not None else None


def _json(body: dict[str, Any]) -> bytes:
    return json.dumps(body, ensure_ascii=False, indent=2).encode()
