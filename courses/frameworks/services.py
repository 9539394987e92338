"""The only writers of frameworks. A framework that was loaded is never changed: goals and badges point at it.

Not here: parsing (`rules`) and alignments of modules (`courses.catalogue`).
"""

from datetime import datetime
from importlib.resources import files

from sqlalchemy import select
from sqlalchemy.orm import Session

from courses.errors import N_
from courses.frameworks.errors import FrameworkChanged
from courses.frameworks.models import Framework, FrameworkItem
from courses.frameworks.rules import FrameworkSpec, parse_json

#: The framework files that come with the product.
SHIPPED = ("digcompedu.json", "digcomp3.json", "vl-et-2g-2021.json")


def import_framework(session: Session, *, spec: FrameworkSpec, now: datetime) -> tuple[Framework, bool]:
    """Load a framework; loading the same again changes nothing. Answers with it and whether it is new.

    Raises FrameworkChanged when this code and version are there with other goals: that needs a new version.
    """
    known = session.scalar(select(Framework).where(Framework.code == spec.code, Framework.version == spec.version))
    if known is not None:
        if _said(known) != [(item.code, item.name, item.valid_from, item.valid_until) for item in spec.items]:
            raise FrameworkChanged(
                N_("Version %(version)s of %(code)s is loaded already, with other goals."),
                version=spec.version,
                code=spec.code,
            )
        return known, False
    framework = Framework(
        code=spec.code,
        version=spec.version,
        name=spec.name,
        publisher=spec.publisher,
        url=spec.url,
        licence=spec.licence,
        levels=list(spec.levels),
        valid_from=spec.valid_from,
        valid_until=spec.valid_until,
        imported_at=now,
    )
    session.add(framework)
    session.flush()
    _add_items(session, framework, spec)
    return framework, True


def _said(framework: Framework) -> list[tuple[object, ...]]:
    return [(item.code, item.name, item.valid_from, item.valid_until) for item in framework.items]


def _add_items(session: Session, framework: Framework, spec: FrameworkSpec) -> None:
    made: dict[str, FrameworkItem] = {}
    for position, item in enumerate(spec.items, start=1):
        row = FrameworkItem(
            framework_id=framework.id,
            parent_id=made[item.parent].id if item.parent else None,
            position=position,
            code=item.code,
            name=item.name,
            description=item.description,
            url=item.url,
            valid_from=item.valid_from,
            valid_until=item.valid_until,
        )
        session.add(row)
        session.flush()
        made[item.code] = row


def import_shipped(session: Session, *, now: datetime) -> list[Framework]:
    """Load the frameworks that come with the product; fine to do at every start."""
    folder = files("courses.frameworks").joinpath("data")
    specs = [parse_json(folder.joinpath(name).read_text(encoding="utf-8")) for name in SHIPPED]
    return [import_framework(session, spec=spec, now=now)[0] for spec in specs]
