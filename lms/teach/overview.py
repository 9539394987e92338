"""Who of a group handed in what, and asking who did not; how many assess it (ANA-04).

Not here: what is missing for a badge (`groups`), and assessing (`grading`).
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from courses.delivery.queries import roster
from courses.flows.nudge import nudge_group
from courses.people.services import audit
from courses.practice.queries.groups import AssignmentLine, GroupWork, assignments_of_run, group_work
from courses.practice.services.run_marking import ask_assessors
from lms import clock, wording
from lms.db import reading, transaction
from lms.forms import number_in
from lms.policy import Permission, requires
from lms.teach import blueprint
from lms.teach.group_page import FoundRun, find_run, note_group_read, the_run

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from courses.delivery.models import Run


@dataclass(frozen=True)
class Row:
    """One participant, with the work for each assignment in turn; None: nothing was written yet."""

    name: str
    participation: str
    work: tuple[GroupWork | None, ...]


@blueprint.get("/groepen/<run>/inleveringen")
@requires(Permission.TEACH)
def handed_in(run: str) -> str:
    found = find_run(run)
    note_group_read(found)
    with reading() as session:
        row = the_run(session, found)
        asked = assignments_of_run(session, run=row)
        people = _rows(session, row, asked)
        return render_template(
            "teach/handed_in.html",
            run=row,
            asked=asked,
            people=people,
            open_count=sum(1 for one in people if any(_open(work) for work in one.work)),
            own=any(trainer.person_id == found.person_id for trainer in row.trainers),
            w=wording,
        )


def _rows(session: "Session", run: "Run", asked: list[AssignmentLine]) -> list[Row]:
    enrolments = roster(session, run_id=run.id)
    work = group_work(session, participation_ids=[one.participation_id for one in enrolments])
    rows = []
    for one in enrolments:
        mine = {each.unit_id: each for each in work.get(one.participation_id, [])}
        person = one.participation.person
        rows.append(
            Row(
                person.display_name if person else "",
                one.participation.public_id,
                tuple(mine.get(line.unit_id) for line in asked),
            )
        )
    return sorted(rows, key=lambda row: row.name.casefold())


def _open(work: GroupWork | None) -> bool:
    """Nothing was handed in for this assignment yet."""
    return work is None or work.state.value == "draft"


@blueprint.post("/groepen/<run>/herinneren")
@requires(Permission.TEACH)
def remind_group(run: str) -> ResponseReturnValue:
    """One press; each gets it with the next mail that suits them, and at most once a day."""
    found = find_run(run)
    with transaction() as session:
        row = the_run(session, found)
        count = nudge_group(session, run=row, actor_id=found.person_id, now=clock.now())
    said = ngettext(
        "%(num)s person is reminded, once today and not in quiet hours.",
        "%(num)s people are reminded, once today and not in quiet hours.",
        count,
    )
    flash(said if count else _("Everybody has handed in. Nobody is reminded."), "ok")
    return redirect(url_for("teach.handed_in", run=run))


@blueprint.post("/groepen/<run>/beoordelaars")
@requires(Permission.TEACH)
def choose_assessors(run: str) -> ResponseReturnValue:
    """Ask two assessors for the work of this group, or one."""
    found, assessors = find_run(run), number_in(request.form.get("assessors"))
    with transaction() as session:
        _ask(session, found, number_in(request.form.get("unit")), assessors)
    flash(_("From now on two assess this work.") if assessors > 1 else _("From now on one assesses this work."), "ok")
    return redirect(url_for("teach.handed_in", run=run))


def _ask(session: "Session", found: FoundRun, unit_id: int, assessors: int) -> None:
    run, now = the_run(session, found), clock.now()
    ask_assessors(
        session,
        run_id=run.id,
        module_version_id=run.module_version_id,
        unit_id=unit_id,
        assessors=assessors,
        by_id=found.person_id,
        now=now,
    )
    audit(
        session,
        action="assessors_chosen",
        subject_kind="run",
        subject_id=run.id,
        actor_id=found.person_id,
        organisation_id=run.organisation_id,
        now=now,
        assessors=assessors,
    )
