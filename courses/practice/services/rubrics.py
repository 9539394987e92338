"""Writing rubrics and assignments of a module version, as its package says them. Once, with the version.

Not here: what a package is (`courses.catalogue.package`), and who may import one.
"""

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from courses.catalogue.models import ModuleVersion, Unit
from courses.catalogue.package import Package
from courses.catalogue.package.model import PackageCriterion, PackageRubric
from courses.practice.models import Assignment, Criterion, Level, Rubric


def add_rubrics(session: Session, *, version: ModuleVersion, package: Package) -> Mapping[str, Rubric]:
    """The rubrics of `package` for this version, by slug."""
    return {rubric.slug: _add_rubric(session, version, rubric) for rubric in package.rubrics}


def _add_rubric(session: Session, version: ModuleVersion, said: PackageRubric) -> Rubric:
    rubric = Rubric(module_version_id=version.id, slug=said.slug, title=said.title)
    for position, criterion in enumerate(said.criteria, start=1):
        rubric.criteria.append(_criterion(position, criterion))
    session.add(rubric)
    session.flush()
    return rubric


def _criterion(position: int, said: PackageCriterion) -> Criterion:
    return Criterion(
        position=position,
        slug=said.slug,
        title=said.title,
        required_level=said.required_level,
        comment_bank=list(said.comments),
        levels=[Level(value=level.value, name=level.name, description=level.description) for level in said.levels],
    )


def add_assignments(
    session: Session, *, version: ModuleVersion, package: Package, rubrics: Mapping[str, Rubric]
) -> None:
    """What each practice unit of `package` asks; the units are there already."""
    units = session.scalars(select(Unit).where(Unit.module_version_id == version.id))
    ids = {unit.slug: unit.id for unit in units}
    seconded = {
        badge.conditions.get("rubric") for badge in package.badges if badge.conditions.get("second_assessor") is True
    }
    for unit in package.units:
        asked = unit.assignment
        if asked is None:
            continue
        session.add(
            Assignment(
                unit_id=ids[unit.slug],
                rubric_id=rubrics[asked.rubric].id,
                accepts_text=asked.accepts_text,
                accepts_link=asked.accepts_link,
                accepts_files=asked.accepts_files,
                min_words=asked.min_words,
                max_files=asked.max_files,
                max_file_bytes=asked.max_file_bytes,
                file_types=list(asked.file_types),
                evidence_note=asked.evidence_note,
                assessors=asked.assessors,
                blind=asked.blind,
                four_eyes=asked.rubric in seconded,
            )
        )
    session.flush()
