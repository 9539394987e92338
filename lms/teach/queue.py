"""What waits to be assessed in one's own groups, oldest first."""

from flask import render_template, request

from courses.practice.queries import queue as queries
from lms import clock, wording
from lms.db import reading
from lms.policy import Permission, requires
from lms.signin import actor
from lms.teach import blueprint


@blueprint.get("/nakijken")
@requires(Permission.ASSESS)
def queue() -> str:
    person_id, now = actor().person_id, clock.now()
    with reading() as session:
        waiting = queries.queue(session, person_id=person_id)
        expected = queries.next_due(session, person_id=person_id, now=now)
    groups = {one.run: one.run_name for one in waiting}
    chosen = request.args.get("groep", "")
    shown = [one for one in waiting if one.run == chosen] if chosen in groups else waiting
    counts = {run: sum(1 for one in waiting if one.run == run) for run in groups}
    return render_template(
        "teach/queue.html",
        waiting=shown,
        count=len(waiting),
        groups=groups,
        counts=counts,
        chosen=chosen if chosen in groups else "",
        expected=expected,
        now=now,
        w=wording,
    )
