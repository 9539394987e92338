"""The groups one gives or oversees, and how each participant stands: the same words that they read themselves.

Not here: planning a run.
"""

from flask import render_template

from courses.practice.queries.scope import visible_runs
from lms import clock, wording
from lms.db import reading
from lms.policy import Permission, requires
from lms.signin import actor
from lms.teach import blueprint
from lms.teach.code_page import open_now
from lms.teach.group_page import find_run, group_view, note_group_read, run_lines
from lms.workscope import overseen


@blueprint.get("/groepen")
@requires(Permission.TEACH)
def runs() -> str:
    reader = actor()
    with reading() as session:
        found = visible_runs(session, person_id=reader.person_id, organisation_ids=overseen(reader))
        lines = run_lines(session, found, person_id=reader.person_id, now=clock.now())
        today = open_now(session, reader.person_id, clock.now())
        return render_template("teach/runs.html", lines=lines, today=today, w=wording)


@blueprint.get("/groepen/<run>")
@requires(Permission.TEACH)
def run(run: str) -> str:
    found = find_run(run)
    note_group_read(found)
    return group_view(found)
