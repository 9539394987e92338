"""The groups that are still to come of many modules at once, for pages that show them side by side.

Not here: one module's groups (`queries.offers`).
"""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, contains_eager, joinedload, selectinload

from courses.catalogue.models import ModuleVersion
from courses.delivery import rules
from courses.delivery.models import Run, RunSession
from courses.delivery.queries import RunOffer, joinable, seats_taken_of

#: A day is not over everywhere at once; what is left is sorted out by each run's own zone.
MARGIN = timedelta(days=1)


def coming(session: Session, *, module_ids: Collection[int], now: datetime) -> Mapping[int, list[RunOffer]]:
    """Runs by module id that are not over or cancelled, soonest first; three queries for any number of modules.

    Those that began already come last: most of who joins wants to begin at the beginning.
    """
    runs = session.scalars(
        select(Run)
        .join(Run.module_version)
        .where(
            ModuleVersion.module_id.in_(module_ids),
            Run.cancelled_at.is_(None),
            Run.ends_on >= (now - MARGIN).date(),
        )
        .options(
            contains_eager(Run.module_version),
            selectinload(Run.sessions).joinedload(RunSession.return_moment),
            selectinload(Run.sessions).joinedload(RunSession.unit),
            joinedload(Run.organisation),
        )
        .order_by(Run.starts_on, Run.id)
    ).unique()
    current = [run for run in runs if rules.local_day(now, run.zone) <= run.ends_on]
    current.sort(key=lambda run: (run.starts_on < rules.local_day(now, run.zone), run.starts_on, run.id))
    taken = seats_taken_of(session, run_ids=[run.id for run in current])
    found: dict[int, list[RunOffer]] = {}
    for run in current:
        left = rules.seats_left(run.seats, taken.get(run.id, 0))
        found.setdefault(run.module_version.module_id, []).append(
            RunOffer(run=run, seats_left=left, open=left != 0 and joinable(run, now))
        )
    return found
