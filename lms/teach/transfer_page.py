"""The page that moves somebody to another group, with the seats of each. Not here: routes (`line`)."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import render_template
from flask_babel import gettext as _
from flask_babel import ngettext

from courses.delivery import queries
from courses.delivery.models import Run
from lms import clock, wording
from lms.dates import format_days
from lms.db import reading
from lms.teach.group_page import FoundRun, the_run


@dataclass(frozen=True)
class Choice:
    """One group that somebody may move to."""

    public_id: str
    name: str
    when: str
    seats: str
    full: bool


@dataclass(frozen=True)
class TransferPage:
    run: Run
    participation: str
    name: str
    choices: Sequence[Choice]


def transfer_view(found: FoundRun, participation: str, fault: str = "") -> str:
    """The page that asks which group, with the seats of each."""
    now = clock.now()
    with reading() as session:
        run = the_run(session, found)
        seat = queries.seat_in(session, run_id=run.id, participation_public_id=participation)
        person = seat.participation.person
        page = TransferPage(
            run=run,
            participation=participation,
            name=person.display_name if person else "",
            choices=[_choice(one) for one in queries.other_runs(session, run=run, now=now)],
        )
        return render_template("teach/transfer.html", page=page, fault=fault, w=wording)


def _choice(offer: queries.RunOffer) -> Choice:
    full = offer.seats_left == 0
    seats = _("full: goes on the waiting list") if full else ""
    if offer.seats_left:
        seats = ngettext("%(num)s seat left", "%(num)s seats left", offer.seats_left)
    run = offer.run
    return Choice(run.public_id, run.name, format_days(run.starts_on, run.ends_on), str(seats), full)
