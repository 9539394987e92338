"""A module's page: its steps, goals, badges and groups, gathered while the database is open.

Not here: the facts in words (`facts`), and enrolling (`lms.learn`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from flask import url_for
from markupsafe import Markup

from courses.base import Translations
from courses.catalogue.models import ModuleVersion, QualityReview, Unit, UnitKind
from courses.catalogue.queries import goals, published_version
from courses.delivery.agenda import coming
from courses.delivery.queries import RunOffer, open_enrolment_of, participation_in
from courses.frameworks.queries import Aligned
from courses.recognition.queries.offered import OfferedBadge, offered_badges
from lms import markup
from lms.public import facts
from lms.wording import text

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


@dataclass(frozen=True)
class GoalGroup:
    """Goals of one framework, either still in force or not."""

    name: str
    goals: tuple[Aligned, ...]
    in_force: bool
    until: date | None


@dataclass(frozen=True)
class ModulePage:
    version: ModuleVersion
    steps: Sequence[dict[str, Any]]
    """Items of the macro `track`."""
    goals: Sequence[GoalGroup]
    badges: Sequence[OfferedBadge]
    offers: Sequence[RunOffer]
    review: QualityReview | None
    joined: bool
    """Whether whoever looks is enrolled in this module."""
    today: date

    def prose(self, texts: Translations | None) -> Markup:
        """Markdown of this module as HTML, with its images."""
        return markup.render(text(texts), asset_url=self.asset_url)

    def asset_url(self, path: str) -> str:
        """Address of a file of this version; "" for one it does not have."""
        if all(material.path != path for material in self.version.materials):
            return ""
        slug, number = self.version.module.slug, self.version.number
        return url_for("public.material", slug=slug, number=number, path=path)


def read(session: "Session", *, slug: str, person_id: int | None, now: datetime) -> ModulePage:
    """Everything the page shows. Raises ModuleNotFound."""
    version = published_version(session, slug=slug)
    groups = coming(session, module_ids=[version.module_id], now=now).get(version.module_id, [])
    today = now.date()
    return ModulePage(
        version=version,
        steps=[_step(unit, position) for position, unit in enumerate(version.units, start=1)],
        goals=_groups(goals(session, version.alignments), today),
        badges=offered_badges(session, module_version_id=version.id),
        offers=[offer for offer in groups if offer.open or offer.run.starts_on > today],
        review=version.reviews[0] if version.reviews else None,
        joined=person_id is not None and _joined(session, person_id, version),
        today=today,
    )


def _joined(session: "Session", person_id: int, version: ModuleVersion) -> bool:
    participation = participation_in(session, person_id=person_id, module_version_id=version.id)
    return participation is not None and open_enrolment_of(session, participation_id=participation.id) is not None


def _step(unit: Unit, position: int) -> dict[str, Any]:
    step: dict[str, Any] = {
        "state": "todo",
        "number": position,
        "title": text(unit.title),
        "meta": facts.unit_meta(unit),
        "note": text(unit.summary),
    }
    if unit.kind is UnitKind.ASSIGNMENT:
        step["icon"] = "school"
    elif unit.kind is UnitKind.RETURN_MOMENT:
        step["kind"] = "return"
    return step


def _groups(found: Sequence[Aligned], on: date) -> list[GoalGroup]:
    """By framework, in the order of the package; a goal that no longer holds stands in a group of its own."""
    groups: dict[tuple[str, bool], list[Aligned]] = {}
    for goal in found:
        groups.setdefault((goal.framework, goal.in_force(on)), []).append(goal)
    made = []
    for (code, in_force), several in groups.items():
        framework = next((goal.item.framework for goal in several if goal.item), None)
        name = text(framework.name) if framework else code
        until = framework.valid_until if framework else None
        made.append(GoalGroup(name, tuple(several), in_force, until))
    return made
