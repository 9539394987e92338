"""Time that goes by: nobody waits for it in a test."""

from datetime import timedelta

from sqlalchemy import select

from courses.delivery.models import RunSession
from lms import clock
from lms.demo.stage import ZONE
from lms.wiring import Wiring
from tests.journeys.world import World


def weeks_go_by(wiring: Wiring, world: World, run: str, until: str) -> None:
    """The calendar of the group moves, so that its session or its return moment (`until`) is just over."""
    with wiring.database.transaction() as session:
        wanted = world.meetings[f"{run}.{until}"]
        there = session.scalars(select(RunSession).where(RunSession.public_id == wanted)).one()
        ended = clock.now().astimezone(ZONE).replace(tzinfo=None, microsecond=0) - timedelta(minutes=10)
        by = there.ends_local - ended
        for meeting in there.run.sessions:
            meeting.starts_local, meeting.ends_local = meeting.starts_local - by, meeting.ends_local - by
            moment = meeting.return_moment
            if moment is not None:
                moment.opens_local, moment.due_local = (at and at - by for at in (moment.opens_local, moment.due_local))
