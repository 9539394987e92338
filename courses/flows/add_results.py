"""Put totals of a results sheet beside a draft, with the goals that its items stand for; or take them off.

Not here: reading and refusing a sheet (`courses.results.rules`).
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy.orm import Session

from courses.errors import N_, Invalid
from courses.frameworks.models import FrameworkItem
from courses.frameworks.queries import plain, search_goals
from courses.practice.locks import lock_own
from courses.practice.services.drafts import open_submission
from courses.results.models import ResultsRecord
from courses.results.services import add_record, drop_record


def goals_of_items(
    session: Session, *, codes: Mapping[str, str], on: date
) -> tuple[dict[str, FrameworkItem], list[str]]:
    """The goal of each item by its code, and the codes that no framework has. What is in force goes first."""
    found: dict[str, FrameworkItem] = {}
    unknown: list[str] = []
    for item, code in codes.items():
        goal = next((one for one in search_goals(session, code, on=on) if _is_called(one, code)), None)
        if goal is not None:
            found[item] = goal
        elif code not in unknown:
            unknown.append(code)
    return found, unknown


def _is_called(item: FrameworkItem, code: str) -> bool:
    """By its own code, or by the one it has in another finality, which stands in its description (6.47 is 6.25)."""
    said = plain(" ".join((item.description or {}).values())).replace(";", " ").split()
    return plain(code) == plain(item.code) or (code[:1].isdigit() and plain(code) in said)


def add_results(
    session: Session,
    *,
    participation_id: int,
    unit_id: int,
    person_id: int,
    platform: str,
    pupils: int,
    scores: Mapping[str, Sequence[Decimal]],
    codes: Mapping[str, str],
    now: datetime,
) -> ResultsRecord:
    """Keep the totals. Raises NotFound for anybody else, WorkClosed, and Invalid without platform or a known goal."""
    lock_own(session, participation_id=participation_id, person_id=person_id)
    submission = open_submission(session, participation_id=participation_id, unit_id=unit_id, now=now)
    if not platform:
        raise Invalid(N_("Say where the results come from, such as the name of the platform."), field="platform")
    goals, unknown = goals_of_items(session, codes=codes, on=now.date())
    if unknown:
        raise Invalid(
            N_("We do not know the goal %(code)s. Search it by its words, or leave it empty."), code=unknown[0]
        )
    if not goals:
        raise Invalid(N_("Give at least one item the goal that it is about."), field="goal-1")
    return add_record(
        session, submission=submission, platform=platform, pupils=pupils, scores=scores, goals=goals, now=now
    )


def drop_results(
    session: Session, *, participation_id: int, unit_id: int, person_id: int, public_id: str, now: datetime
) -> None:
    """Take a record off the own draft. Raises NotFound, WorkClosed."""
    lock_own(session, participation_id=participation_id, person_id=person_id)
    submission = open_submission(session, participation_id=participation_id, unit_id=unit_id, now=now)
    drop_record(session, submission=submission, public_id=public_id)
