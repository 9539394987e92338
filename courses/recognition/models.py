"""Tables of recognition. Addresses are stored when made and never rebuilt."""

import enum
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ForeignKey, Numeric, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from courses.base import Base, Row, Translations, choice, public_id
from courses.catalogue.models import Module, ModuleVersion, TrackVersion
from courses.delivery.models import Participation, RecipientForm
from courses.people.models import Organisation, Person


class KeyState(enum.StrEnum):
    PENDING = "pending"
    """Published before it is used, so that caches know it in time."""
    ACTIVE = "active"
    RETIRED = "retired"
    """Signs no more; what it signed still verifies. Its private part is destroyed."""
    COMPROMISED = "compromised"
    """What it signed no longer verifies."""


class BasisKind(enum.StrEnum):
    PARTICIPATION = "participation"
    NOMINATION = "nomination"


class AwardState(enum.StrEnum):
    PLANNED = "planned"
    ISSUED = "issued"


class Issuer(Row, Base):
    """Who stands behind a badge. The DID is frozen: it is inside every badge that was ever signed."""

    __tablename__ = "issuer"

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    slug: Mapped[str] = mapped_column(String(64), unique=True)
    did: Mapped[str] = mapped_column(String(500), unique=True)
    profile_url: Mapped[str] = mapped_column(String(2000), unique=True)
    """https profile, the DID's `alsoKnownAs`."""
    did_document_url: Mapped[str] = mapped_column(String(2000), unique=True)
    name: Mapped[str]
    description: Mapped[Translations | None]
    url: Mapped[str | None] = mapped_column(String(2000))
    email: Mapped[str | None] = mapped_column(String(254))
    country: Mapped[str] = mapped_column(String(2))
    quality_system: Mapped[Translations | None]
    """How the issuer's quality is assured, and by whom."""
    created_at: Mapped[datetime]

    organisation: Mapped[Organisation] = relationship()
    keys: Mapped[list["SigningKey"]] = relationship(back_populates="issuer", order_by="SigningKey.id")


class SigningKey(Row, Base):
    """One key pair of an issuer. The public part is published for ever; the row is never deleted."""

    __tablename__ = "signing_key"

    issuer_id: Mapped[int] = mapped_column(ForeignKey("issuer.id"), index=True)
    key_id: Mapped[str] = mapped_column(String(500), unique=True)
    """The verification method, such as `did:web:host:issuers:slug#key-1`."""
    cryptosuite: Mapped[str] = mapped_column(String(64))
    public_multikey: Mapped[str] = mapped_column(String(500))
    wrapped_private: Mapped[bytes | None]
    """Encrypted under a key that is not in this database; null once destroyed."""
    state: Mapped[KeyState] = mapped_column(choice(KeyState))
    created_at: Mapped[datetime]
    activated_at: Mapped[datetime | None]
    retired_at: Mapped[datetime | None]
    compromised_at: Mapped[datetime | None]

    issuer: Mapped[Issuer] = relationship(back_populates="keys")


class Badge(Row, Base):
    """A badge that an issuer gives; what it says lives in frozen versions."""

    __tablename__ = "badge"
    __table_args__ = (UniqueConstraint("issuer_id", "slug"),)

    issuer_id: Mapped[int] = mapped_column(ForeignKey("issuer.id"))
    module_id: Mapped[int | None] = mapped_column(ForeignKey("module.id"), index=True)
    slug: Mapped[str] = mapped_column(String(80))
    created_at: Mapped[datetime]

    issuer: Mapped[Issuer] = relationship()
    module: Mapped[Module | None] = relationship()
    versions: Mapped[list["BadgeVersion"]] = relationship(back_populates="badge", order_by="BadgeVersion.number")


class BadgeVersion(Row, Base):
    """What a badge says at one moment: the spec's Achievement. Frozen from the first award on."""

    __tablename__ = "badge_version"
    __table_args__ = (UniqueConstraint("badge_id", "number"),)

    badge_id: Mapped[int] = mapped_column(ForeignKey("badge.id"))
    module_version_id: Mapped[int | None] = mapped_column(ForeignKey("module_version.id"), index=True)
    track_version_id: Mapped[int | None] = mapped_column(ForeignKey("track_version.id"), index=True)
    """Of a stacked badge: it is earned by having the badges in `conditions`."""
    number: Mapped[int]
    content_sha256: Mapped[str] = mapped_column(String(64))
    achievement_url: Mapped[str] = mapped_column(String(2000), unique=True)
    criteria_url: Mapped[str] = mapped_column(String(2000))
    image_url: Mapped[str] = mapped_column(String(2000))
    language: Mapped[str] = mapped_column(String(16))
    """Of the signed text; translations are for our own pages."""
    name: Mapped[Translations]
    description: Mapped[Translations]
    criteria: Mapped[Translations]
    """Markdown."""
    outcomes: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    """`{lang: text}` each."""
    achievement_type: Mapped[str] = mapped_column(String(64))
    """A term of the spec's AchievementType."""
    alignments: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    """Frozen copies: framework, framework_name, code, name, url, level."""
    study_load_hours: Mapped[Decimal | None] = mapped_column(Numeric(6, 2))
    assessment_type: Mapped[str | None] = mapped_column(String(64))
    participation_type: Mapped[str | None] = mapped_column(String(64))
    supervision: Mapped[Translations | None]
    valid_years: Mapped[int | None]
    conditions: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """`units` ("all" or slugs), `rubric` (slug), `return_moment` (attended | attended_or_substitute); of a stacked
    badge `badges` (slugs of badges of the track's modules)."""
    art: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """`theme` and `level` of the drawing."""
    rubric_id: Mapped[int | None] = mapped_column(ForeignKey("rubric.id"))
    elements: Mapped[dict[str, Any] | None]
    """What the signed badge says of the European elements of a microcredential beyond the columns above: `policy`,
    `credits` (ECTS), `levels` (scheme, code, set_by, set_on), `supervised`, `identity_checked`, `stackable`,
    `entry_requirement` and `quality` (name, description, url, reviewed_on). Null: of before these were signed."""
    renewal: Mapped[dict[str, Any] | None]
    """The short task that renews the badge before it ends: `title`, `minutes`, `text` (Markdown) and `quiz` as in a
    unit's settings. Empty or null: it cannot be renewed this way."""
    created_at: Mapped[datetime]
    frozen_at: Mapped[datetime | None]

    badge: Mapped[Badge] = relationship(back_populates="versions")
    module_version: Mapped[ModuleVersion | None] = relationship()
    track_version: Mapped[TrackVersion | None] = relationship()


class Nomination(Row, Base):
    """The basis of an award by hand: who asked for it, for whom, and why."""

    __tablename__ = "nomination"

    badge_version_id: Mapped[int] = mapped_column(ForeignKey("badge_version.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    nominated_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    reason: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime]

    badge_version: Mapped[BadgeVersion] = relationship()
    person: Mapped[Person | None] = relationship(foreign_keys=[person_id])


class StatusList(Row, Base):
    """One Bitstring status list of an issuer. Its bits are rebuilt from awards, never edited.

    A new list is opened when half of the indexes are taken.
    """

    __tablename__ = "status_list"
    __table_args__ = (UniqueConstraint("issuer_id", "number"),)

    issuer_id: Mapped[int] = mapped_column(ForeignKey("issuer.id"))
    number: Mapped[int]
    url: Mapped[str] = mapped_column(String(2000), unique=True)
    length: Mapped[int] = mapped_column(default=131_072)
    """In entries (bits)."""
    created_at: Mapped[datetime]
    published: Mapped[bytes | None]
    """The signed list as served."""
    published_version: Mapped[int] = mapped_column(default=0)
    published_at: Mapped[datetime | None]
    signing_key_id: Mapped[int | None] = mapped_column(ForeignKey("signing_key.id"))

    issuer: Mapped[Issuer] = relationship()


class BurnedIndex(Row, Base):
    """An index whose award is not in this database, known from the publication log after a restore.

    It is never given out again, and stays revoked if it was.
    """

    __tablename__ = "burned_index"
    __table_args__ = (UniqueConstraint("status_list_id", "status_index"),)

    status_list_id: Mapped[int] = mapped_column(ForeignKey("status_list.id"))
    status_index: Mapped[int]
    revoked_at: Mapped[datetime | None]


class Award(Row, Base):
    """One recognition of one person. What a retry needs is fixed here and on its edition when it is planned.

    Unique: (basis, badge, renewal), so the same ground never gives the same badge twice; a renewal after
    expiry counts up and names the award that it `supersedes`. Unique too: the status index within a list.
    """

    __tablename__ = "award"
    __table_args__ = (
        UniqueConstraint("basis_kind", "basis_id", "badge_id", "renewal"),
        UniqueConstraint("status_list_id", "status_index"),
    )

    public_id: Mapped[str] = mapped_column(String(32), unique=True, default=public_id)
    """Unguessable; in the QR code."""
    basis_kind: Mapped[BasisKind] = mapped_column(choice(BasisKind))
    basis_id: Mapped[int]
    """Row id of the participation or the nomination."""
    participation_id: Mapped[int | None] = mapped_column(ForeignKey("participation.id"), index=True)
    nomination_id: Mapped[int | None] = mapped_column(ForeignKey("nomination.id"), index=True)
    badge_id: Mapped[int] = mapped_column(ForeignKey("badge.id"), index=True)
    badge_version_id: Mapped[int] = mapped_column(ForeignKey("badge_version.id"), index=True)
    issuer_id: Mapped[int] = mapped_column(ForeignKey("issuer.id"), index=True)
    renewal: Mapped[int] = mapped_column(default=0)
    supersedes_id: Mapped[int | None] = mapped_column(ForeignKey("award.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    """Null after erasure; the badge stays checkable."""
    credential_id: Mapped[str] = mapped_column(String(2000), unique=True)
    """`id` of the credential, the same in every edition."""
    badge_url: Mapped[str] = mapped_column(String(2000), unique=True)
    """The public page, in the QR code."""
    subject_id: Mapped[str] = mapped_column(String(64), unique=True)
    """Pairwise `urn:uuid`, so two badges of one person cannot be linked by it."""
    awarded_at: Mapped[datetime]
    """`awardedDate`, the same in every edition."""
    valid_until: Mapped[datetime | None]
    status_list_id: Mapped[int] = mapped_column(ForeignKey("status_list.id"))
    status_index: Mapped[int]
    """Random among the free ones; stays after erasure."""
    state: Mapped[AwardState] = mapped_column(choice(AwardState), default=AwardState.PLANNED)
    current_edition: Mapped[int] = mapped_column(default=1)
    """Number of the newest edition that is signed (or planned, when none is)."""
    shared_at: Mapped[datetime | None]
    """Since when the page may be found and listed; before that only its address opens it."""
    revoked_at: Mapped[datetime | None]
    revoked_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    revocation_cause: Mapped[str | None] = mapped_column(String(32))
    """One of `rules.CAUSES`, so that the holder reads it in their own language; null: only own words."""
    revocation_reason: Mapped[str | None] = mapped_column(Text)
    """For the holder and the log; the public page shows only that and when."""
    replaced_at: Mapped[datetime | None]
    """Since when a corrected badge stands in its place; its place in the status list is set from then on too."""

    badge: Mapped[Badge] = relationship()
    badge_version: Mapped[BadgeVersion] = relationship()
    issuer: Mapped[Issuer] = relationship()
    person: Mapped[Person | None] = relationship(foreign_keys=[person_id])
    participation: Mapped[Participation | None] = relationship()
    nomination: Mapped[Nomination | None] = relationship()
    status_list: Mapped[StatusList] = relationship()
    editions: Mapped[list["AwardEdition"]] = relationship(back_populates="award", order_by="AwardEdition.number")


class AwardEdition(Row, Base):
    """One signed version of an award. Everything that enters the signature is fixed when it is planned."""

    __tablename__ = "award_edition"
    __table_args__ = (UniqueConstraint("award_id", "number"),)

    award_id: Mapped[int] = mapped_column(ForeignKey("award.id"))
    number: Mapped[int]
    """From 1; edition n supersedes n - 1."""
    planned_at: Mapped[datetime]
    valid_from: Mapped[datetime]
    proof_created: Mapped[datetime]
    signing_key_id: Mapped[int] = mapped_column(ForeignKey("signing_key.id"))
    recipient_form: Mapped[RecipientForm] = mapped_column(choice(RecipientForm))
    salt: Mapped[str | None] = mapped_column(String(64))
    identity_hash: Mapped[str | None] = mapped_column(String(128))
    """`sha256$...` of address and salt, made when planned so that a retry needs no address."""
    holder_name: Mapped[str | None]
    """Only when the holder chose to show it; erased with the person."""
    evidence: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    """Spec Evidence objects of the pieces that the holder chose; erased with the person."""
    results: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    """Level reached per criterion: criterion slug and level value."""
    signed: Mapped[bytes | None]
    """The exact bytes as signed; null until signed, and after erasure."""
    digest: Mapped[str | None] = mapped_column(String(64))
    """SHA-256 of `signed`, in hex; stays after erasure."""
    issued_at: Mapped[datetime | None]
    erased_at: Mapped[datetime | None]

    award: Mapped[Award] = relationship(back_populates="editions")
    signing_key: Mapped[SigningKey] = relationship()


class RenewalTask(Row, Base):
    """One holder's work on the update task of one award: the newest answers, and when they were enough."""

    __tablename__ = "renewal_task"

    award_id: Mapped[int] = mapped_column(ForeignKey("award.id"), unique=True)
    """The award that is renewed by it."""
    badge_version_id: Mapped[int] = mapped_column(ForeignKey("badge_version.id"))
    """Whose task it is: that of the newest version."""
    answers: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """By question; as a quiz keeps them. Erased with the person."""
    tries: Mapped[int] = mapped_column(default=0)
    answered_at: Mapped[datetime]
    passed_at: Mapped[datetime | None]

    award: Mapped[Award] = relationship()
    badge_version: Mapped[BadgeVersion] = relationship()
