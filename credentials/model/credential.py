"""The credentials themselves, and what belongs to any verifiable credential: proof, status, schema, refresh, terms.

The classes of the W3C VC Data Model 1.1 (names ending in `v1p1`, as in the specification) are there to be read;
nothing here is issued in that form. Sources: Open Badges 3.0, "Data Models" > "Credential Data Models" and
"Verification Support Data Models"; W3C Bitstring Status List 1.0, section 2.1.
"""

# ruff: noqa: RUF009 - the field makers of base.py only ever return dataclasses.field()

from dataclasses import dataclass
from typing import Any

from credentials.contexts import CREDENTIALS_V1, CREDENTIALS_V2, OPEN_BADGES
from credentials.model.base import Json, SpecClass, SpecObject, many, need, one, types
from credentials.model.profile import Image, Profile
from credentials.model.subject import AchievementSubject, EndorsementSubject, Evidence

_BITSTRING = ("statusPurpose", "statusListIndex", "statusListCredential")


@dataclass(frozen=True, kw_only=True)
class Proof(SpecObject):
    """An embedded signature; `created` is a moment as a text, `proof_value` multibase."""

    usually_compact = frozenset({"type"})
    type: tuple[str, ...] = types("DataIntegrityProof")
    created: str | None = one()
    cryptosuite: str | None = one()
    challenge: str | None = one()
    domain: str | None = one()
    nonce: str | None = one()
    proof_purpose: str | None = one()
    proof_value: str | None = one()
    verification_method: str | None = one()


@dataclass(frozen=True, kw_only=True)
class CredentialSchema(SpecObject):
    """Where the JSON Schema of a credential is; its type is a word of the extensions context, so list that one too."""

    usually_compact = frozenset({"type"})
    id: str = need()
    type: tuple[str, ...] = types("1EdTechJsonSchemaValidator2019")


@dataclass(frozen=True, kw_only=True)
class RefreshService(SpecObject):
    """Where a newer edition of the credential can be fetched."""

    usually_compact = frozenset({"type"})
    id: str = need()
    type: tuple[str, ...] = types("1EdTechCredentialRefresh")


@dataclass(frozen=True, kw_only=True)
class TermsOfUse(SpecObject):
    """Under what terms the credential was issued; the type says which and has no usual one."""

    usually_compact = frozenset({"type"})
    id: str | None = one()
    type: tuple[str, ...] = types()


@dataclass(frozen=True, kw_only=True)
class CredentialStatus(SpecObject):
    """How to learn whether the credential was withdrawn, of any kind (`1EdTechRevocationList` is one)."""

    usually_compact = frozenset({"type"})
    id: str | None = one()
    type: tuple[str, ...] = types()

    @classmethod
    def chosen(cls, data: Json) -> SpecClass:
        """A BitstringStatusListEntry where `data` is a whole one, else a status of any kind."""
        whole = all(data.get(name) is not None for name in _BITSTRING)
        return BitstringStatusListEntry if whole and "BitstringStatusListEntry" in _texts(data.get("type")) else cls


@dataclass(frozen=True, kw_only=True)
class BitstringStatusListEntry(CredentialStatus):
    """Where the credential's status bit is; the index is a base-10 text (W3C Bitstring Status List 1.0)."""

    type: tuple[str, ...] = types("BitstringStatusListEntry")
    status_purpose: str = need()
    status_list_index: str = need()
    status_list_credential: str = need()
    status_size: int | None = one()
    status_message: tuple[Json, ...] = many()
    status_reference: tuple[str, ...] = many()


Status = CredentialStatus | tuple[CredentialStatus, ...]
"""One status, or several: the specification of Open Badges has one at most, the W3C data model any number."""


@dataclass(frozen=True, kw_only=True)
class OpenBadgeCredential(SpecObject):
    """One badge of one person, before or after signing (the proof of a signed one is in `proof`).

    The specification's other name for it is AchievementCredential.
    """

    context: tuple[str, ...] = many("", CREDENTIALS_V2, OPEN_BADGES, json="@context")
    id: str = need()
    type: tuple[str, ...] = types("VerifiableCredential", "OpenBadgeCredential")
    name: str | None = one()
    description: str | None = one()
    image: Image | None = one("Image")
    awarded_date: str | None = one()
    credential_subject: AchievementSubject = need("AchievementSubject")
    endorsement: "tuple[EndorsementCredential | Json, ...]" = many("EndorsementCredential")
    endorsement_jwt: tuple[str, ...] = many()
    evidence: tuple[Evidence, ...] = many("Evidence")
    issuer: Profile | str = need("Profile", or_text=True)
    valid_from: str = need()
    valid_until: str | None = one()
    credential_schema: tuple[CredentialSchema | Json, ...] = many("CredentialSchema")
    credential_status: Status | None = one("CredentialStatus", or_many=True)
    refresh_service: RefreshService | None = one("RefreshService")
    terms_of_use: tuple[TermsOfUse | Json, ...] = many("TermsOfUse")
    proof: tuple[Proof | Json, ...] = many("Proof")


@dataclass(frozen=True, kw_only=True)
class EndorsementCredential(SpecObject):
    """What somebody says in favour of a badge, an achievement or a profile, signed by themselves."""

    context: tuple[str, ...] = many("", CREDENTIALS_V2, OPEN_BADGES, json="@context")
    id: str = need()
    type: tuple[str, ...] = types("VerifiableCredential", "EndorsementCredential")
    name: str = need()
    description: str | None = one()
    awarded_date: str | None = one()
    credential_subject: EndorsementSubject = need("EndorsementSubject")
    evidence: tuple[Evidence, ...] = many("Evidence")
    issuer: Profile | str = need("Profile", or_text=True)
    valid_from: str = need()
    valid_until: str | None = one()
    credential_schema: tuple[CredentialSchema | Json, ...] = many("CredentialSchema")
    credential_status: Status | None = one("CredentialStatus", or_many=True)
    refresh_service: RefreshService | None = one("RefreshService")
    terms_of_use: tuple[TermsOfUse | Json, ...] = many("TermsOfUse")
    proof: tuple[Proof | Json, ...] = many("Proof")

    @classmethod
    def chosen(cls, data: Json) -> SpecClass:
        """The class of the data model (1.1 or 2.0) whose context `data` begins with."""
        return EndorsementCredentialv1p1 if CREDENTIALS_V1 in _texts(data.get("@context"))[:1] else cls


@dataclass(frozen=True, kw_only=True)
class OpenBadgeCredentialv1p1(SpecObject):
    """A badge of the VC Data Model 1.1, to be read only."""

    context: tuple[str, ...] = many("", CREDENTIALS_V1, OPEN_BADGES, json="@context")
    id: str = need()
    type: tuple[str, ...] = types("VerifiableCredential", "OpenBadgeCredential")
    name: str = need()
    description: str | None = one()
    image: Image | None = one("Image")
    awarded_date: str | None = one()
    credential_subject: AchievementSubject = need("AchievementSubject")
    endorsement: "tuple[EndorsementCredentialv1p1 | EndorsementCredential, ...]" = many("EndorsementCredential")
    endorsement_jwt: tuple[str, ...] = many()
    evidence: tuple[Evidence, ...] = many("Evidence")
    issuer: Profile = need("Profile")
    issuance_date: str = need()
    expiration_date: str | None = one()
    credential_schema: tuple[CredentialSchema, ...] = many("CredentialSchema")
    credential_status: Status | None = one("CredentialStatus", or_many=True)
    refresh_service: RefreshService | None = one("RefreshService")
    terms_of_use: tuple[TermsOfUse, ...] = many("TermsOfUse")
    proof: tuple[Proof, ...] = many("Proof")


@dataclass(frozen=True, kw_only=True)
class EndorsementCredentialv1p1(SpecObject):
    """An endorsement of the VC Data Model 1.1, to be read only."""

    context: tuple[str, ...] = many("", CREDENTIALS_V1, OPEN_BADGES, json="@context")
    id: str = need()
    type: tuple[str, ...] = types("VerifiableCredential", "EndorsementCredential")
    name: str = need()
    description: str | None = one()
    awarded_date: str | None = one()
    credential_subject: EndorsementSubject = need("EndorsementSubject")
    issuer: Profile = need("Profile")
    issuance_date: str = need()
    expiration_date: str | None = one()
    credential_schema: tuple[CredentialSchema, ...] = many("CredentialSchema")
    credential_status: Status | None = one("CredentialStatus", or_many=True)
    refresh_service: RefreshService | None = one("RefreshService")
    terms_of_use: tuple[TermsOfUse, ...] = many("TermsOfUse")
    proof: tuple[Proof, ...] = many("Proof")


def _texts(value: Any) -> list[str]:
    listed = value if isinstance(value, list | tuple) else [value]
    return [item for item in listed if isinstance(item, str)]
