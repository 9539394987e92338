"""One participant's use in class, as its trainers noted it: visits and comments (OPL-04); and guests of a run.

Not here: handed-in work (`grading`).
"""

from dataclasses import dataclass
from datetime import date

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from courses.delivery.queries import roster
from courses.delivery.rules import local_day
from courses.errors import N_, Invalid, NotFound
from courses.flows.invite_guest import end_guest, invite_guest
from courses.people.services import audit
from courses.practice.marking_models import FollowUpKind
from courses.practice.queries.follow_up import follow_ups
from courses.practice.services.follow_up import note_follow_up
from lms import clock, wording
from lms.db import reading, transaction
from lms.errors import message_of, status_of
from lms.forms import number_in
from lms.policy import Permission, requires
from lms.teach import blueprint
from lms.teach.group_page import FoundRun, find_run, note_group_read, the_run

ADDRESS = "/groepen/<run>/deelnemers/<participation>"


@dataclass(frozen=True)
class Member:
    """A participant of a run of the reader's: values only."""

    participation: str
    participation_id: int
    name: str
    zone: str
    organisation_id: int


def find_member(found: FoundRun, participation: str) -> Member:
    """Raises NotFound for whoever is not in this group."""
    with reading() as session:
        run = the_run(session, found)
        for one in roster(session, run_id=run.id):
            if one.participation.public_id == participation:
                person = one.participation.person
                name = person.display_name if person else ""
                return Member(participation, one.participation_id, name, run.zone, run.organisation_id)
    raise NotFound(N_("This does not exist, or it is not yours."))


@blueprint.get(ADDRESS)
@requires(Permission.TEACH)
def follow_up(run: str, participation: str) -> str:
    found = find_run(run)
    note_group_read(found)
    return _page(found, find_member(found, participation))


@blueprint.post(ADDRESS)
@requires(Permission.TEACH)
def add_follow_up(run: str, participation: str) -> ResponseReturnValue:
    found = find_run(run)
    member = find_member(found, participation)
    try:
        _note(found, member)
    except Invalid as error:
        return _page(found, member, fault=message_of(error)), status_of(error)
    flash(_("Written down."), "ok")
    return redirect(url_for("teach.follow_up", run=run, participation=participation))


def _note(found: FoundRun, member: Member) -> None:
    kind, now = request.form.get("kind", ""), clock.now()
    with transaction() as session:
        note_follow_up(
            session,
            participation_id=member.participation_id,
            trainer_id=found.person_id,
            kind=FollowUpKind(kind) if kind in set(FollowUpKind) else FollowUpKind.COMMENT,
            happened_on=_day(request.form.get("happened_on", "")) or local_day(now, member.zone),
            today=local_day(now, member.zone),
            text=request.form.get("text", ""),
            now=now,
        )
        audit(
            session,
            action="follow_up_noted",
            subject_kind="participation",
            subject_id=member.participation_id,
            actor_id=found.person_id,
            organisation_id=member.organisation_id,
            now=now,
        )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _page(found: FoundRun, member: Member, *, fault: str = "") -> str:
    with reading() as session:
        return render_template(
            "teach/follow_up.html",
            run=the_run(session, found),
            member=member,
            notes=follow_ups(session, participation_id=member.participation_id),
            today=local_day(clock.now(), member.zone).isoformat(),
            typed=request.form,
            fault=fault,
            w=wording,
        )


@blueprint.post("/groepen/<run>/gasten")
@requires(Permission.TEACH)
def change_guests(run: str) -> ResponseReturnValue:
    """Let somebody from outside assess in this group only, or no longer (OPL-05)."""
    found, now, leaves = find_run(run), clock.now(), number_in(request.form.get("end"))
    try:
        with transaction() as session:
            row = the_run(session, found)
            if leaves:
                end_guest(session, run=row, person_id=leaves, actor_id=found.person_id, now=now)
            else:
                address = request.form.get("address", "")
                invite_guest(session, run=row, address=address, actor_id=found.person_id, now=now)
    except Invalid as error:
        flash(message_of(error), "wait")
    return redirect(url_for("teach.handed_in", run=run, _anchor="guests"))
