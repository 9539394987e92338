"""What an issuer's people see: every badge that was given, who holds it and how it stands.

Only within the own organisations; another's badge is one that does not exist. Not here: who may (`lms.policy`),
and what is done with them (`acts`, `giving`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import render_template, request

from courses.people.queries import names_of
from courses.people.services import audit
from courses.recognition.errors import NoSuchAward
from courses.recognition.queries import AwardView, list_awards
from courses.recognition.queries.awards import find_awards
from courses.recognition.queries.batches import recent_batches
from courses.recognition.rules import AwardStatus
from lms import clock
from lms.badges import blueprint
from lms.badges.labels import art_of, own_name
from lms.db import reading, transaction
from lms.policy import Permission, requires
from lms.signin import actor
from lms.wording import text

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

PAGE = 200


@dataclass(frozen=True, slots=True)
class Held:
    """One badge with the name of who holds it; empty for somebody who left."""

    award: AwardView
    name: str
    holder: str

    @property
    def counts(self) -> bool:
        return self.award.status not in (AwardStatus.REVOKED, AwardStatus.REPLACED)

    @property
    def art(self) -> str:
        return art_of(self.award)


@blueprint.get("/uitgegeven")
@requires(Permission.REVOKE)
def issued() -> str:
    """Every badge of the own issuers and who holds it, newest first. That somebody read this is written down."""
    now, organisations = clock.now(), sorted(actor().organisations(Permission.REVOKE))
    with transaction() as session:
        found = [award for one in organisations for award in _given_by(session, one)]
        holders = names_of(session, [award.person_id for award in found])
        acts = recent_batches(session, organisations=organisations, now=now)
    found.sort(key=lambda award: award.awarded_at, reverse=True)
    return _issued_page(_with_names(found, holders), acts=acts)


def _issued_page(everything: list[Held], **more: object) -> str:
    """The list as it was asked for: one badge, part of a name, all ticked."""
    kinds = {one.award.badge_slug: one.name for one in everything}
    slug, words = request.args.get("badge", ""), request.args.get("zoek", "").strip()
    fits = [
        one
        for one in everything
        if (not slug or one.award.badge_slug == slug) and words.casefold() in one.holder.casefold()
    ]
    return render_template(
        "badges/issued.html",
        awards=fits[:PAGE] if not slug else fits,
        more=max(len(fits) - PAGE, 0) if not slug else 0,
        anything=bool(everything),
        kinds=sorted(kinds.items(), key=lambda kind: kind[1]),
        badge=slug,
        search=words,
        every=request.args.get("alles") == "ja",
        text=text,
        **more,
    )


def held(public_ids: Sequence[str]) -> list[Held]:
    """These badges with their holders, in this order; NoSuchAward when one is not of the own organisations."""
    organisations = actor().organisations(Permission.REVOKE)
    with reading() as session:
        found = find_awards(session, public_ids, now=clock.now())
        if len(found) != len(public_ids) or any(one.organisation_id not in organisations for one in found):
            raise NoSuchAward()
        return _with_names(found, names_of(session, [award.person_id for award in found]))


def _with_names(found: Sequence[AwardView], names: Mapping[int, str]) -> list[Held]:
    return [Held(award, own_name(award), names.get(award.person_id or 0, "")) for award in found]


def _given_by(session: "Session", organisation_id: int) -> list[AwardView]:
    now = clock.now()
    audit(
        session,
        action="awards_read",
        subject_kind="organisation",
        subject_id=organisation_id,
        actor_id=actor().person_id,
        organisation_id=organisation_id,
        now=now,
    )
    return list_awards(session, now=now, organisation_id=organisation_id)
