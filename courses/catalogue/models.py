"""Tables of the catalogue."""

import enum
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ForeignKey, Numeric, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from courses.base import Base, Row, Translations, choice
from courses.files.models import StoredFile
from courses.people.models import Organisation


class UnitKind(enum.StrEnum):
    TEXT = "text"
    VIDEO = "video"
    QUIZ = "quiz"
    SESSION = "session"
    ASSIGNMENT = "assignment"
    """A practice assignment: try it in your own class and hand in what you did."""
    RETURN_MOMENT = "return_moment"


class Form(enum.StrEnum):
    ONLINE = "online"
    ONSITE = "onsite"
    BLENDED = "blended"


class Module(Row, Base):
    """What a provider offers under one name; its content lives in versions."""

    __tablename__ = "module"

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    created_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]

    organisation: Mapped[Organisation] = relationship()
    versions: Mapped[list["ModuleVersion"]] = relationship(back_populates="module", order_by="ModuleVersion.number")


class ModuleVersion(Row, Base):
    """The content of a module at one moment. Frozen once a run uses it: then only a new version can differ.

    Unique: `content_sha256` within a module, so importing the same package twice changes nothing.
    """

    __tablename__ = "module_version"
    __table_args__ = (UniqueConstraint("module_id", "number"), UniqueConstraint("module_id", "content_sha256"))

    module_id: Mapped[int] = mapped_column(ForeignKey("module.id"))
    number: Mapped[int]
    label: Mapped[str] = mapped_column(String(32))
    """The version as its authors call it, such as `1.0`."""
    content_sha256: Mapped[str] = mapped_column(String(64))
    language: Mapped[str] = mapped_column(String(16))
    title: Mapped[Translations]
    summary: Mapped[Translations]
    description: Mapped[Translations]
    """Markdown, as are `pupils`, `prior_knowledge`, `materials`, `follow_up` and `labour_market`."""
    pupils: Mapped[Translations | None]
    prior_knowledge: Mapped[Translations | None]
    equipment: Mapped[Translations | None]
    follow_up: Mapped[Translations | None]
    labour_market: Mapped[Translations | None]
    theme: Mapped[str] = mapped_column(String(16))
    """vak, toets, denk, coach or stapel: colour and motif of card and badge."""
    form: Mapped[Form] = mapped_column(choice(Form))
    entry_level: Mapped[str | None] = mapped_column(String(4))
    exit_level: Mapped[str | None] = mapped_column(String(4))
    hours: Mapped[Decimal] = mapped_column(Numeric(6, 2))
    """Study load of the participant."""
    weeks: Mapped[int | None]
    price_cents: Mapped[int] = mapped_column(default=0)
    price_currency: Mapped[str] = mapped_column(String(3), default="EUR")
    price_note: Mapped[Translations | None]
    study_fields: Mapped[list[str]] = mapped_column(default=list)
    grades: Mapped[list[str]] = mapped_column(default=list)
    finalities: Mapped[list[str]] = mapped_column(default=list)
    authors: Mapped[list[str]] = mapped_column(default=list)
    contact_name: Mapped[str | None]
    contact_email: Mapped[str | None] = mapped_column(String(254))
    licence: Mapped[str | None] = mapped_column(String(64))
    """SPDX identifier."""
    sources: Mapped[dict[str, Any] | None] = mapped_column(deferred=True)
    """The texts of the package as they came, by path, so that it goes out as it came in; read only for that."""
    imported_at: Mapped[datetime]
    published_at: Mapped[datetime | None]
    frozen_at: Mapped[datetime | None]

    module: Mapped[Module] = relationship(back_populates="versions")
    units: Mapped[list["Unit"]] = relationship(back_populates="module_version", order_by="Unit.position")
    materials: Mapped[list["Material"]] = relationship(back_populates="module_version", order_by="Material.path")
    alignments: Mapped[list["Alignment"]] = relationship(back_populates="module_version", order_by="Alignment.position")
    reviews: Mapped[list["QualityReview"]] = relationship(back_populates="module_version")


class Unit(Row, Base):
    """One step of a module."""

    __tablename__ = "unit"
    __table_args__ = (UniqueConstraint("module_version_id", "slug"), UniqueConstraint("module_version_id", "position"))

    module_version_id: Mapped[int] = mapped_column(ForeignKey("module_version.id"))
    position: Mapped[int]
    """From 1."""
    slug: Mapped[str] = mapped_column(String(80))
    kind: Mapped[UnitKind] = mapped_column(choice(UnitKind))
    title: Mapped[Translations]
    summary: Mapped[Translations | None]
    minutes: Mapped[int]
    required: Mapped[bool] = mapped_column(default=True)
    body: Mapped[Translations | None]
    """Markdown, not yet rendered."""
    settings: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """The part of the package that belongs to this kind: `quiz`, `video`, `session`, `return_moment`; and `opens`."""

    module_version: Mapped[ModuleVersion] = relationship(back_populates="units")


class Material(Row, Base):
    """An image or handout that came with the package."""

    __tablename__ = "material"
    __table_args__ = (UniqueConstraint("module_version_id", "path"),)

    module_version_id: Mapped[int] = mapped_column(ForeignKey("module_version.id"))
    path: Mapped[str]
    """Relative to the package, such as `images/kring.png`."""
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_file.id"))

    module_version: Mapped[ModuleVersion] = relationship(back_populates="materials")
    file: Mapped[StoredFile] = relationship()


class Alignment(Row, Base):
    """A goal that the module works on, as code and, where the framework is loaded, as its item."""

    __tablename__ = "alignment"
    __table_args__ = (UniqueConstraint("module_version_id", "framework_code", "code"),)

    module_version_id: Mapped[int] = mapped_column(ForeignKey("module_version.id"))
    position: Mapped[int]
    framework_code: Mapped[str] = mapped_column(String(64))
    code: Mapped[str] = mapped_column(String(64))
    level: Mapped[str | None] = mapped_column(String(16))
    framework_item_id: Mapped[int | None] = mapped_column(ForeignKey("framework_item.id"), index=True)

    module_version: Mapped[ModuleVersion] = relationship(back_populates="alignments")


class QualityReview(Row, Base):
    """Who looked at this version, when, and what they found."""

    __tablename__ = "quality_review"

    module_version_id: Mapped[int] = mapped_column(ForeignKey("module_version.id"), index=True)
    reviewed_by: Mapped[str]
    reviewed_on: Mapped[date]
    statement: Mapped[Translations | None]
    remarks: Mapped[str | None] = mapped_column(Text)

    module_version: Mapped[ModuleVersion] = relationship(back_populates="reviews")


class Track(Row, Base):
    """Modules that belong together, under one name; who is in it follows from who takes part in its modules."""

    __tablename__ = "track"

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    created_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]

    organisation: Mapped[Organisation] = relationship()
    versions: Mapped[list["TrackVersion"]] = relationship(back_populates="track", order_by="TrackVersion.number")


class TrackVersion(Row, Base):
    """What a track says and bundles at one moment; written once, whole. Frozen once somebody earned its badge.

    Unique: `content_sha256` within a track, so importing the same package twice changes nothing.
    """

    __tablename__ = "track_version"
    __table_args__ = (UniqueConstraint("track_id", "number"), UniqueConstraint("track_id", "content_sha256"))

    track_id: Mapped[int] = mapped_column(ForeignKey("track.id"))
    number: Mapped[int]
    label: Mapped[str] = mapped_column(String(32))
    content_sha256: Mapped[str] = mapped_column(String(64))
    language: Mapped[str] = mapped_column(String(16))
    title: Mapped[Translations]
    summary: Mapped[Translations]
    description: Mapped[Translations]
    """Markdown."""
    theme: Mapped[str] = mapped_column(String(16))
    ordered: Mapped[bool] = mapped_column(default=False)
    """The parts have an order that is advised; nothing is ever locked."""
    hours: Mapped[Decimal] = mapped_column(Numeric(6, 2))
    contact_name: Mapped[str | None]
    contact_email: Mapped[str | None] = mapped_column(String(254))
    sources: Mapped[dict[str, Any] | None] = mapped_column(deferred=True)
    """The texts of the package as they came, by path, so that it goes out as it came in; read only for that."""
    imported_at: Mapped[datetime]
    published_at: Mapped[datetime | None]
    frozen_at: Mapped[datetime | None]

    track: Mapped[Track] = relationship(back_populates="versions")
    parts: Mapped[list["TrackPart"]] = relationship(back_populates="track_version", order_by="TrackPart.position")


class TrackPart(Row, Base):
    """One module of a track, whichever version of it somebody took."""

    __tablename__ = "track_part"
    __table_args__ = (UniqueConstraint("track_version_id", "module_id"),)

    track_version_id: Mapped[int] = mapped_column(ForeignKey("track_version.id"))
    position: Mapped[int]
    """From 1."""
    module_id: Mapped[int] = mapped_column(ForeignKey("module.id"), index=True)
    period: Mapped[Translations | None]
    """When in the school year, such as `november tot januari`."""
    note: Mapped[Translations | None]

    track_version: Mapped[TrackVersion] = relationship(back_populates="parts")
    module: Mapped[Module] = relationship()
