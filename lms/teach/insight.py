"""How a group is doing, on one page and as a sheet without names (ANA-01, ANA-03, KPI-08).

Not here: what the page shows (`insight_page`), and how each participant stands (`groups`).
"""

from flask import Response, make_response
from flask_babel import gettext as _

from courses.errors import N_, NotFound
from courses.people.services import audit
from lms import clock, tables
from lms.db import reading, transaction
from lms.policy import Permission, requires
from lms.teach import blueprint
from lms.teach.group_page import FoundRun, find_run, note_group_read, the_run
from lms.teach.insight_page import insight_view
from lms.teach.insight_sheets import sheets_of

ADDRESS = "/groepen/<run>/overzicht"


@blueprint.get(ADDRESS)
@requires(Permission.TEACH)
def insight(run: str) -> str:
    found = find_run(run)
    note_group_read(found)
    return insight_view(found)


@blueprint.get(f"{ADDRESS}/<part>.csv")
@requires(Permission.TEACH)
def export_csv(run: str, part: str) -> Response:
    """One of the sheets: `deelnemers`, `vragen` or `terugblik`."""
    found = find_run(run)
    made = _sheets(found)
    if part not in made:
        raise NotFound(N_("This does not exist, or it is not yours."))
    return _file(tables.csv_file(made[part][1]), tables.CSV_TYPE, f"{part}.csv")


@blueprint.get(f"{ADDRESS}.xlsx")
@requires(Permission.TEACH)
def export_xlsx(run: str) -> Response:
    """All sheets in one workbook."""
    made = _sheets(find_run(run))
    return _file(tables.xlsx_file(dict(made.values())), tables.XLSX_TYPE, f"{_('overview')}.xlsx")


def _sheets(found: FoundRun) -> dict[str, tuple[str, tables.Rows]]:
    """The sheets; that they left the site is written down."""
    with transaction() as session:
        audit(
            session,
            action="group_exported",
            subject_kind="run",
            subject_id=found.run_id,
            actor_id=found.person_id,
            organisation_id=found.organisation_id,
            now=clock.now(),
        )
    with reading() as session:
        return sheets_of(session, the_run(session, found), clock.now())


def _file(data: bytes, media_type: str, name: str) -> Response:
    answer = make_response(data)
    answer.headers["Content-Type"] = media_type
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.headers["Cache-Control"] = "no-store"
    return answer
