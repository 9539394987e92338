"""Reading a results sheet of another platform in: upload, say which goal each item is of, look, keep (BEW-02).

The sheet itself is never kept: between the steps it travels along in the form, and only totals are stored. Not here:
what is refused (`courses.results.rules`, `lms.sheets`).
"""

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from courses.errors import DomainError
from courses.flows.add_results import add_results, drop_results, goals_of_items
from courses.results.rules import by_goal, columns_of, line_of, pupils_of, scores_of
from courses.results.services import MAX_PLATFORM, remembered
from lms import clock, wording
from lms.db import reading, transaction
from lms.errors import message_of, status_of
from lms.guards import accepts
from lms.learn import blueprint
from lms.learn.about_work import today
from lms.learn.hand_in import ADDRESS
from lms.learn.hand_in_page import Place, find_place
from lms.policy import Permission, requires
from lms.sheets import MAX_BYTES, Sheet, read_sheet

LARGEST = 4 * MAX_BYTES


@dataclass(frozen=True)
class Read:
    """A sheet that may come in: its text for the next step, scores by item, and how many pupils there are."""

    text: str
    scores: Mapping[str, list[Decimal]]
    pupils: int


@blueprint.get(f"{ADDRESS}/resultaten")
@requires(Permission.LEARN)
def results_sheet(participation: str, unit_slug: str) -> str:
    """Choose a sheet."""
    return _page(find_place(participation, unit_slug))


@blueprint.post(f"{ADDRESS}/resultaten")
@accepts(LARGEST)
@requires(Permission.LEARN)
def read_results(participation: str, unit_slug: str) -> ResponseReturnValue:
    """Each press reads the sheet again; the last one keeps its totals."""
    place, read = find_place(participation, unit_slug), None
    try:
        if "weg" in request.form:
            return _drop(place)
        read = _read()
        if request.form.get("do") == "keep":
            _keep(place, read)
            return redirect(_work(place))
    except DomainError as error:
        return _page(place, read, fault=message_of(error)), status_of(error)
    return _page(place, read)


def _work(place: Place) -> str:
    where = {"participation": place.participation, "unit_slug": place.unit_slug}
    return url_for("learn.hand_in_work", _anchor="results", **where)  # type: ignore[arg-type]


def _read() -> Read:
    """From the file that was sent, or from the form's own copy. Raises SheetRefused."""
    sent = request.files.get("file")
    data = sent.read(MAX_BYTES + 1) if sent and sent.filename else request.form.get("sheet", "").encode()
    sheet = read_sheet(data)
    columns = columns_of(sheet.headings, sheet.rows)
    scores = scores_of(sheet.headings, sheet.rows, columns)
    return Read(_written(sheet), scores, pupils_of(sheet.rows, columns))


def _written(sheet: Sheet) -> str:
    target = io.StringIO()
    csv.writer(target, delimiter=";", lineterminator="\n").writerows([sheet.headings, *sheet.rows])
    return target.getvalue()


def _platform() -> str:
    return request.form.get("platform", "").strip()[:MAX_PLATFORM]


def _codes(read: Read) -> dict[str, str]:
    """The goal's code by item, as the form says."""
    typed = (request.form.get(f"goal-{number}", "").strip() for number, _item in enumerate(read.scores, start=1))
    return {item: code for item, code in zip(read.scores, typed, strict=True) if code}


def _keep(place: Place, read: Read) -> None:
    with transaction() as session:
        add_results(
            session,
            participation_id=place.participation_id,
            unit_id=place.unit_id,
            person_id=place.person_id,
            platform=_platform(),
            pupils=read.pupils,
            scores=read.scores,
            codes=_codes(read),
            now=clock.now(),
        )


def _drop(place: Place) -> ResponseReturnValue:
    with transaction() as session:
        drop_results(
            session,
            participation_id=place.participation_id,
            unit_id=place.unit_id,
            person_id=place.person_id,
            public_id=request.form["weg"],
            now=clock.now(),
        )
    return redirect(_work(place))


def _page(place: Place, read: Read | None = None, fault: str = "") -> str:
    """The first step, or the items with their goals and totals."""
    if read is None:
        return render_template("learn/results.html", place=place, read=None, fault=fault, platform=_platform())
    with reading() as session:
        codes = _codes(read)
        if not codes and "sheet" not in request.form:
            before = remembered(session, person_id=place.person_id, platform=_platform())
            codes = {item: before[item] for item in read.scores if item in before}
        known, unknown = goals_of_items(session, codes=codes, on=today())
        lines = [(line_of(item, values), codes.get(item, "")) for item, values in read.scores.items()]
        named = {goal.code: goal for goal in known.values()}
        totals = by_goal(read.scores, {item: goal.code for item, goal in known.items()})
        return render_template(
            "learn/results.html", place=place, read=read, lines=lines, platform=_platform(), w=wording,
            unknown=unknown, totals=[(named[code], line_of(code, values)) for code, values in totals.items()],
            fault=fault,
        )  # fmt: skip
