"""What waits to be assessed in one's own groups, oldest first; the part of one group or assignment on request."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from flask import render_template, request, url_for

from courses.delivery.models import RunSession
from courses.practice.queries import queue as queries
from lms import clock, wording
from lms.dates import format_age
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
    asked = (request.args.get("groep", ""), request.args.get("opdracht", ""))
    return _page(waiting, asked, expected, today, now)


def _page(
    waiting: Sequence[queries.Waiting],
    asked: tuple[str, str],
    expected: datetime | None,
    today: Sequence[RunSession],
    now: datetime,
) -> str:
    """The whole queue, or the part of one group, one assignment, or both, that was asked for."""
    group, assignment = asked
    groups = {one.run: one.run_name for one in waiting}
    assignments = {one.unit_slug: wording.text(one.unit) for one in waiting}
    run = group if group in groups else ""
    unit = assignment if assignment in assignments else ""
    return render_template(
        "teach/queue.html",
        waiting=[one for one in waiting if one.run == (run or one.run) and one.unit_slug == (unit or one.unit_slug)],
        count=len(waiting),
        groups=groups,
        counts=Counter(one.run for one in waiting),
        assignments=assignments,
        run=run,
        unit=unit,
        address=_address,
        may_teach=actor().may(Permission.TEACH),
        expected=expected,
        today=today,
        age=lambda at: format_age(at, now),
        w=wording,
    )


def _address(run: str, unit: str) -> str:
    """The queue with these two chosen; "" chooses nothing."""
    return url_for("teach.queue", groep=run or None, opdracht=unit or None)
