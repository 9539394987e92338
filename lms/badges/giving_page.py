"""The page on which a badge is given to a group or a list: who is in, who is not and why, row by row.

The reasons come from the same `missing()` that the award by rule and the learner's own page go by. Not here: giving
(`courses.flows.award_by_hand`).
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from flask import render_template, request

from courses.flows.award_by_hand import Candidate, preview
from courses.recognition.models import BadgeVersion
from courses.recognition.queries.candidates import (
    giveable,
    giveable_version,
    groups_for_giving,
    people_at,
    people_in_group,
    version_for_group,
)
from lms import clock
from lms.badges.people_list import ListedRow, rows_of, text_of
from lms.badges.words import _
from lms.db import reading
from lms.missing_text import missing_detail, missing_title
from lms.policy import Permission
from lms.signin import actor
from lms.wording import text

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True)
class Problem:
    """A row of a list that leads to nobody."""

    row: ListedRow
    why: str


@dataclass(frozen=True)
class Looked:
    """What is known before anything is given. `version_id` 0: no badge was chosen yet."""

    version_id: int = 0
    badge: str = ""
    group: str = ""
    addresses: str = ""
    people: Sequence[Candidate] = ()
    problems: Sequence[Problem] = ()
    rows: dict[int, ListedRow] = field(default_factory=dict)
    """By person: the row that named them."""

    @property
    def ready(self) -> list[Candidate]:
        return [one for one in self.people if one.ready and one.person_id != actor().person_id]

    @property
    def out(self) -> list[Candidate]:
        return [one for one in self.people if one not in self.ready]


def look() -> Looked:
    """Read the form or the address, and look everybody up. NoSuchBadge for a badge that is not the actor's to give."""
    organisations = sorted(actor().organisations(Permission.AWARD))
    group, given = request.values.get("groep", ""), request.values.get("badge", "")
    addresses = "\n".join(
        part for part in (request.form.get("adressen", "").strip(), text_of(request.files.get("bestand"))) if part
    )
    if not given or not (group or addresses):
        return Looked(version_id=int(given) if given.isdecimal() else 0, group=group, addresses=addresses)
    with reading() as session:
        version = giveable_version(session, int(given) if given.isdecimal() else 0, organisations)
        version = version_for_group(session, version, group) if group else version
        found, problems, rows = _named(session, version, addresses, people_in_group(session, group, organisations))
        people = preview(session, badge_version_id=version.id, person_ids=found, now=clock.now())
        return Looked(version.id, text(version.name), group, addresses, people, problems, rows)


def _named(
    session: "Session", version: BadgeVersion, addresses: str, group: Sequence[int]
) -> tuple[list[int], list[Problem], dict[int, ListedRow]]:
    """The people of the group and of the list, each once, and what is wrong with the other rows."""
    listed = rows_of(addresses)
    known = people_at(
        session, {row.address for row in listed if row.address}, organisation_id=version.badge.issuer.organisation_id
    )
    found, problems = dict.fromkeys(group), []
    rows: dict[int, ListedRow] = {}
    for row in listed:
        person_id = known.get(row.address)
        if not row.address:
            problems.append(Problem(row, _("There is no e-mail address in this row.")))
        elif person_id is None:
            problems.append(Problem(row, _("Nobody here has this address.")))
        elif person_id in found:
            first = rows.get(person_id)
            why = _("The same person as in row %(number)s.", number=first.number) if first else _("Is in the group.")
            problems.append(Problem(row, why))
        else:
            found[person_id], rows[person_id] = None, row
    return list(found), problems, rows


def giving_page(looked: Looked, *, ticked: Sequence[int] = (), error: str = "", asked: bool = False) -> str:
    """Which badge and to whom; once that is known, the two lists."""
    with reading() as session:
        organisations = sorted(actor().organisations(Permission.AWARD))
        options = [
            (version.id, text(version.name), version.badge.issuer.name) for version in giveable(session, organisations)
        ]
        groups = [
            (run.public_id, run.name, text(run.module_version.title))
            for run in groups_for_giving(session, organisations)
        ]
    reason = request.form.get("reden", "")
    if not reason and looked.group and looked.ready:
        name = next((name for public_id, name, _module in groups if public_id == looked.group), "")
        reason = _("You met every condition in the group “%(group)s”.", group=name)
    return render_template(
        "badges/give_who.html" if looked.people or looked.problems else "badges/give.html",
        looked=looked,
        options=options,
        groups=groups,
        ticked=set(ticked),
        reason=reason,
        error=error,
        asked=asked,
        why=why_not,
    )


def why_not(candidate: Candidate) -> list[str]:
    """Why somebody is not among those who get it, in plain sentences."""
    if candidate.person_id == actor().person_id:
        return [_("You cannot give yourself a badge. Ask a colleague.")]
    if candidate.holds:
        return [_("Has this badge already and gets no second one.")]
    if not candidate.takes_part:
        return [_("Does not take part in the module.")]
    return [": ".join(filter(None, (missing_title(item), missing_detail(item)))) for item in candidate.missing]
