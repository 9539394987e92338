"""Time that goes by: nobody waits for it in a test."""

from datetime import timedelta

from sqlalchemy import select

from courses.delivery.models import RunSession
from lms import clock
from lms.demo.stage import ZONE
from lms.wiring import Wiring
from tests.journeys.world import World


def five_weeks_go_by(wiring: Wiring, world: World, run: str) -> None:
    """The calendar of the group moves, so that its return moment is going on now."""
    with wiring.database.transaction() as session:
        back = session.scalars(select(RunSession).where(RunSession.public_id == world.meetings[f"{run}.return"])).one()
        began = clock.now().astimezone(ZONE).replace(tzinfo=None, microsecond=0) - timedelta(minutes=20)
        by = back.starts_local - began
        for meeting in back.run.sessions:
            meeting.starts_local, meeting.ends_local = meeting.starts_local - by, meeting.ends_local - by
        moment = back.return_moment
        assert moment is not None
        moment.opens_local, moment.due_local = (at and at - by for at in (moment.opens_local, moment.due_local))
