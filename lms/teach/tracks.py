"""How the participants of one's own groups stand in a track: one line each, one column for each module.

Only modules whose groups the reader gives or oversees say anything: another provider's groups stay theirs.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import render_template

from courses.catalogue.models import TrackVersion
from courses.catalogue.track_queries import offered_track
from courses.delivery.queries import roster
from courses.flows.track_standing import group_standing, titles_of
from courses.people.queries import names_of
from courses.people.services import audit
from courses.practice.queries.scope import visible_runs
from lms import clock, wording
from lms.db import transaction
from lms.policy import Permission, requires
from lms.signin import actor
from lms.teach import blueprint
from lms.workscope import overseen

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


@dataclass(frozen=True)
class Row:
    """Required units done and how many there are, by module; None where the reader sees no group of theirs."""

    name: str
    counts: tuple[tuple[int, int] | None, ...]


@blueprint.get("/trajecten/<slug>/deelnemers")
@requires(Permission.TEACH)
def track(slug: str) -> str:
    with transaction() as session:
        version = offered_track(session, slug=slug)
        titles = titles_of(session, version)
        return render_template(
            "teach/track.html",
            track=version,
            titles=[wording.text(titles.get(part.module_id)) for part in version.parts],
            rows=_rows(session, version),
            w=wording,
        )


def _rows(session: "Session", version: TrackVersion) -> list[Row]:
    """By name; that the list was opened is written down."""
    reader = actor()
    runs = visible_runs(session, person_id=reader.person_id, organisation_ids=overseen(reader))
    inside = {part.module_id for part in version.parts}
    mine = [run for run in runs if run.module_version.module_id in inside]
    ids = [one.participation_id for run in mine for one in roster(session, run_id=run.id)]
    found = group_standing(session, track=version, participation_ids=ids)
    names = names_of(session, found)
    for run in mine:
        audit(
            session,
            action="group_read",
            subject_kind="run",
            subject_id=run.id,
            actor_id=reader.person_id,
            organisation_id=run.organisation_id,
            now=clock.now(),
        )
    rows = [
        Row(names.get(person_id, ""), tuple(counts.get(part.module_id) for part in version.parts))
        for person_id, counts in found.items()
    ]
    return sorted(rows, key=lambda row: row.name.casefold())
