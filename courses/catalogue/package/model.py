"""A checked package as a value: what `module.yaml` and its files say, with every text as `{language: text}`.

Not here: reading and checking, and the rows that an import makes of it.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from courses.base import Translations
from courses.catalogue.models import Form, UnitKind
from courses.catalogue.package.faults import Fault
from courses.catalogue.package.folder import PackageFile


@dataclass(frozen=True)
class Goal:
    """A goal of a framework, by code."""

    framework: str
    code: str
    level: str | None


@dataclass(frozen=True)
class Quality:
    reviewed_by: str
    reviewed_on: date
    statement: Translations | None


@dataclass(frozen=True)
class PackageAssignment:
    """In which forms work may come; sizes in bytes."""

    rubric: str
    accepts_text: bool
    accepts_link: bool
    accepts_files: bool
    min_words: int
    max_files: int
    max_file_bytes: int
    file_types: tuple[str, ...]
    evidence_note: Translations | None
    assessors: int = 1
    blind: bool = False


@dataclass(frozen=True)
class PackageUnit:
    slug: str
    kind: UnitKind
    title: Translations
    summary: Translations | None
    minutes: int
    required: bool
    body: Translations | None
    settings: dict[str, Any]
    """`{"quiz": ...}`, `{"video": ...}`, `{"session": ...}` or `{"return_moment": ...}` as in the manifest,
    with every text as `{language: text}` and a transcript as its Markdown; empty for the other kinds.
    Beside it `opens`, of a unit that is hidden until so many days before a session."""
    assignment: PackageAssignment | None


@dataclass(frozen=True)
class PackageLevel:
    value: int
    name: Translations
    description: Translations | None


@dataclass(frozen=True)
class PackageCriterion:
    slug: str
    title: Translations
    required_level: int
    levels: tuple[PackageLevel, ...]
    comments: tuple[str, ...]
    """In the package's language."""


@dataclass(frozen=True)
class PackageRubric:
    slug: str
    title: Translations
    criteria: tuple[PackageCriterion, ...]


@dataclass(frozen=True)
class PackageBadge:
    slug: str
    name: Translations
    achievement_type: str
    description: Translations
    outcomes: tuple[Translations, ...]
    criteria: Translations
    hours: Decimal | None
    assessment_type: str | None
    participation: str | None
    supervision: Translations | None
    valid_years: int | None
    art: dict[str, str | None]
    """`theme` and `level`."""
    alignments: tuple[Goal, ...]
    conditions: dict[str, Any]
    """`units` ("all" or slugs), `rubric`, `return_moment`, `second_assessor`; an absent condition is not asked."""
    elements: dict[str, Any]
    """What else it says of the European elements: see `elements.py`."""
    renewal: dict[str, Any]
    """The update task: `title`, `minutes`, `text` (Markdown) and `quiz` as a unit's settings; empty: none."""


@dataclass(frozen=True)
class Package:
    """One version of a module, complete and without faults."""

    slug: str
    label: str
    language: str
    title: Translations
    summary: Translations
    description: Translations
    pupils: Translations
    theme: str
    study_fields: tuple[str, ...]
    grades: tuple[str, ...]
    finalities: tuple[str, ...]
    entry_level: str | None
    exit_level: str | None
    form: Form
    hours: Decimal
    weeks: int | None
    price_cents: int
    price_currency: str
    price_note: Translations | None
    prior_knowledge: Translations | None
    equipment: Translations | None
    follow_up: Translations | None
    labour_market: Translations | None
    contact_name: str
    contact_email: str
    quality: Quality | None
    licence: str | None
    authors: tuple[str, ...]
    goals: tuple[Goal, ...]
    units: tuple[PackageUnit, ...]
    rubrics: tuple[PackageRubric, ...]
    badges: tuple[PackageBadge, ...]
    materials: tuple[PackageFile, ...]
    """Images and handouts, by path."""
    sources: dict[str, Any]
    """The manifest and the texts of `units/` as they are written, by path."""
    content_sha256: str
    """Of everything above: the same for a package of which only comments or line ends differ."""
    warnings: tuple[Fault, ...]
