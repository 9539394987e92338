"""What waits to be assessed in one's own groups, oldest first."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from flask import render_template, request

from courses.delivery.models import RunSession
from courses.practice.queries import queue as queries
from lms import clock, wording
from lms.db import reading
from lms.policy import Permission, requires
from lms.signin import actor
from lms.teach import blueprint
from lms.teach.code_page import open_now


@blueprint.get("/nakijken")
@requires(Permission.ASSESS)
def queue() -> str:
    person_id, now = actor().person_id, clock.now()
    with reading() as session:
        waiting = queries.queue(session, person_id=person_id, now=now)
        expected = queries.next_due(session, person_id=person_id, now=now)
        today = open_now(session, person_id, now)
    return _page(waiting, request.args.get("groep", ""), expected, today)


def _page(
    waiting: Sequence[queries.Waiting], wanted: str, expected: datetime | None, today: Sequence[RunSession]
) -> str:
    """The whole queue, or the part of one group that was asked for."""
    groups = {one.run: one.run_name for one in waiting}
    chosen = wanted if wanted in groups else ""
    return render_template(
        "teach/queue.html",
        waiting=[one for one in waiting if one.run == chosen or not chosen],
        count=len(waiting),
        groups=groups,
        counts=Counter(one.run for one in waiting),
        chosen=chosen,
        expected=expected,
        today=today,
        w=wording,
    )
