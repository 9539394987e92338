"""What people in the demo can do, each by the same flow as in the site, at a moment that is given.

Not here: who does what and when (`lms.demo.story`).
"""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from courses.accounts.services import open_account
from courses.base import Translations
from courses.catalogue.models import ModuleVersion, Unit, UnitKind
from courses.catalogue.package import read_package
from courses.catalogue.package.track import read_track
from courses.delivery.checkin_models import Doubt
from courses.delivery.models import Participation, Presence, Run, RunSession
from courses.delivery.recipients import RecipientChoice
from courses.flows.assess import assess
from courses.flows.attend import record_attendance
from courses.flows.check_in import arrive
from courses.flows.enrol import enrol
from courses.flows.hand_in import hand_in
from courses.flows.import_package import Imported, import_package
from courses.flows.import_track import import_track
from courses.flows.learn import answer_question, complete_unit, open_unit
from courses.flows.take_file import take_file
from courses.frameworks.queries import search_goals
from courses.people.models import Organisation, Person, Role
from courses.people.services import add_address, create_person, grant_role
from courses.practice.models import Attempt, Pupils
from courses.practice.queries.drafts import assignment_of
from courses.practice.quiz_rules import Question, QuestionType, quiz_of
from courses.practice.services import MarkInput, begin_assessment, save_draft
from courses.practice.services.about_work import link_goal, say_pupils
from courses.recognition.models import Issuer
from courses.recognition.services.issuers import make_issuer
from courses.recognition.services.keys import activate_key
from lms.demo import writing
from lms.demo.cast import extras
from lms.issuer_keys import make_key
from lms.markup import parse
from lms.uploads import take_in
from lms.wiring import Wiring

ZONE = ZoneInfo("Europe/Brussels")
OWN_GOAL = "4.4"
"""The goal of their curriculum that the people of the demo link their work to."""
SCHOOL_DAY = (8, 12, 15, 16, 19, 20, 21)
"""Hours of the day at which teachers do things."""


@dataclass(frozen=True)
class Upload:
    name: str
    data: bytes


class Stage:
    """One transaction of the demo, with the means to act in it."""

    def __init__(self, session: Session, wiring: Wiring, now: datetime) -> None:
        self.session = session
        self.wiring = wiring
        self.now = now
        self.organisations: dict[str, Organisation] = {}
        self.people: dict[str, Person] = {}
        self._names = extras()
        self._minutes = count(7, 13)

    def day(self, weeks: int, weekday: int) -> date:
        """The day `weeks` weeks from this one; 0 is Monday."""
        today = self.now.astimezone(ZONE).date()
        return today - timedelta(days=today.weekday()) + timedelta(weeks=weeks, days=weekday)

    def moment(self, on: date, hour: int | None = None) -> datetime:
        """An instant on that day at an hour when teachers are awake, never later than now."""
        minute = next(self._minutes)
        at = time(SCHOOL_DAY[minute % len(SCHOOL_DAY)] if hour is None else hour, minute % 60)
        return min(datetime.combine(on, at, ZONE).astimezone(UTC), self.now - timedelta(minutes=1))

    def issuer(self, provider: str, quality: Translations, since: datetime) -> Issuer:
        """Of the organisation `provider`, with a key that signs from the start."""
        issuer = make_issuer(
            self.session,
            organisation=self.organisations[provider],
            slug=provider,
            base_url=self.wiring.settings.base_url,
            email=f"badges@{provider}.example",
            quality_system=quality,
            now=since,
        )
        key = make_key(self.wiring.keystore, self.session, issuer=issuer, now=since)
        activate_key(self.session, key_id=key.key_id, now=since)
        return issuer

    def module(self, folder: Path, issuer: Issuer, now: datetime) -> Imported:
        """Take in a content package of the issuer's organisation."""
        return import_package(
            self.session,
            package=read_package(folder, parse=parse),
            organisation_id=issuer.organisation_id,
            issuer_id=issuer.id,
            store=self.wiring.storage.put,
            now=now,
        )

    def track(self, folder: Path, issuer: Issuer, now: datetime) -> None:
        """Take in a track, after its modules."""
        import_track(
            self.session,
            package=read_track(folder, parse=parse),
            organisation_id=issuer.organisation_id,
            issuer_id=issuer.id,
            now=now,
        )

    def person(self, name: str, address: str, roles: Mapping[str, Sequence[Role]], since: datetime) -> Person:
        """Somebody with a confirmed address who can sign in."""
        person = create_person(self.session, display_name=name, now=since)
        add_address(self.session, person_id=person.id, address=address, now=since, verified=True)
        open_account(self.session, person_id=person.id, now=since)
        for slug, given in roles.items():
            for role in given:
                organisation = self.organisations[slug]
                grant_role(self.session, person_id=person.id, organisation_id=organisation.id, role=role, now=since)
        return person

    def somebody(self, school: str, since: datetime) -> Person:
        """One more participant."""
        name, address = next(self._names)
        return self.person(name, address, {school: (Role.LEARNER,)}, since)

    def join(self, person: Person, run: Run, now: datetime) -> Participation:
        return enrol(self.session, person_id=person.id, run_id=run.id, now=now).participation

    def check_in(self, person: Person, meeting: RunSession, now: datetime, doubt: Doubt | None = None) -> None:
        """Show the code of the session."""
        arrive(self.session, meeting=meeting, person_id=person.id, seen_at=now, now=now, doubt=doubt)

    def units(self, version: ModuleVersion, *kinds: UnitKind) -> list[Unit]:
        return [unit for unit in version.units if unit.kind in kinds]

    def study(self, participation: Participation, unit: Unit, now: datetime) -> None:
        """Read a unit and do it right."""
        open_unit(self.session, participation=participation, slug=unit.slug, now=now)
        if unit.kind is not UnitKind.QUIZ:
            complete_unit(self.session, participation=participation, slug=unit.slug, now=now)
            return
        secret = self.wiring.secret
        for number, question in enumerate(quiz_of(unit.settings).questions):
            answer_question(
                self.session,
                participation=participation,
                slug=unit.slug,
                question=question.slug,
                given=right_answer(question, secret),
                secret=secret,
                now=now + timedelta(minutes=number),
            )

    def attend(
        self,
        participation: Participation,
        meeting: RunSession,
        by: Person,
        presence: Presence = Presence.PRESENT,
    ) -> datetime:
        """Write down, just after the meeting, that somebody was there; answers when that was."""
        now = meeting.ends_local.replace(tzinfo=ZoneInfo(meeting.zone)).astimezone(UTC) + timedelta(minutes=20)
        record_attendance(
            self.session,
            run_session_id=meeting.id,
            participation_id=participation.id,
            presence=presence,
            actor_id=by.id,
            note=None,
            now=now,
        )
        return now

    def draft(self, participation: Participation, unit: Unit, text: str, files: Sequence[Upload], now: datetime) -> int:
        """Write at practice work and add files; answers with the version of the draft."""
        version = self._version(participation, unit)
        saved = save_draft(
            self.session,
            participation_id=participation.id,
            unit_id=unit.id,
            text=text,
            link="",
            expected_version=version,
            now=now,
        )
        for upload in files:
            self._upload(participation, unit, upload, now)
        where = {"participation_id": participation.id, "unit_id": unit.id}
        say_pupils(self.session, **where, pupils=Pupils.NOBODY, now=now)
        for goal in search_goals(self.session, OWN_GOAL, on=now.date(), most=1):
            link_goal(self.session, **where, person_id=participation.person_id or 0, item_id=goal.id, now=now)
        return saved.version

    def _version(self, participation: Participation, unit: Unit) -> int:
        from courses.practice.queries.drafts import submission_of

        assignment = assignment_of(self.session, unit_id=unit.id)
        found = submission_of(self.session, participation_id=participation.id, assignment_id=assignment.id)
        return found.version if found else 0

    def _upload(self, participation: Participation, unit: Unit, upload: Upload, now: datetime) -> None:
        assignment = assignment_of(self.session, unit_id=unit.id)
        with take_in(
            io.BytesIO(upload.data),
            name=upload.name,
            accepted=assignment.file_types,
            max_bytes=assignment.max_file_bytes,
        ) as intake:
            take_file(
                self.session,
                participation_id=participation.id,
                unit_id=unit.id,
                person_id=participation.person_id or 0,
                sha256=intake.sha256,
                size=intake.size,
                media_type=intake.media_type,
                original_name=intake.name,
                storage_key=self.wiring.storage.put(intake.data),
                location_stripped=intake.location_stripped,
                now=now,
            )

    def hand_in(
        self,
        participation: Participation,
        unit: Unit,
        kind: str,
        number: int,
        now: datetime,
        more: Sequence[Upload] = (),
        show_name: bool = False,
    ) -> Attempt:
        """Write the text of participant `number`, add a lesson plan, and hand in."""
        plan = Upload("lesplan.txt", writing.lesson_plan(kind, number))
        text = writing.work(kind, number)
        version = self.draft(participation, unit, text, (plan, *more), now - timedelta(minutes=40))
        return hand_in(
            self.session,
            participation_id=participation.id,
            unit_id=unit.id,
            person_id=participation.person_id or 0,
            expected_version=version,
            recipient=RecipientChoice(show_name=show_name),
            evidence=frozenset(),
            now=now,
        )

    def again(self, participation: Participation, unit: Unit, addition: str, now: datetime) -> Attempt:
        """Add to work that came back, and hand it in once more."""
        from courses.practice.queries.drafts import submission_of

        assignment = assignment_of(self.session, unit_id=unit.id)
        found = submission_of(self.session, participation_id=participation.id, assignment_id=assignment.id)
        before = found.draft_text if found else ""
        version = self.draft(participation, unit, f"{before}\n\n{addition}", (), now - timedelta(minutes=20))
        return hand_in(
            self.session,
            participation_id=participation.id,
            unit_id=unit.id,
            person_id=participation.person_id or 0,
            expected_version=version,
            recipient=RecipientChoice(),
            evidence=frozenset(),
            now=now,
        )

    def judge(
        self, attempt: Attempt, by: Person, levels: Sequence[int], comment: str, now: datetime, note: str = ""
    ) -> None:
        """Give a level for each criterion in order; `note` goes with the lowest one."""
        begun = begin_assessment(
            self.session, attempt_id=attempt.id, assessor_id=by.id, now=now - timedelta(minutes=15)
        )
        criteria = attempt.submission.assignment.rubric.criteria
        settled = {mark.criterion_id for mark in begun.marks}
        lowest = min(range(len(levels)), key=lambda place: levels[place])
        marks = {
            criterion.id: MarkInput(levels[place], note if place == lowest else "")
            for place, criterion in enumerate(criteria)
            if criterion.id not in settled
        }
        assess(
            self.session,
            attempt_id=attempt.id,
            assessor_id=by.id,
            marks=marks,
            comment=comment,
            expected_version=begun.version,
            now=now,
        )

    def version_of(self, module_version_id: int) -> ModuleVersion:
        return self.session.scalars(select(ModuleVersion).where(ModuleVersion.id == module_version_id)).one()


def right_answer(question: Question, secret: bytes) -> list[str]:
    """What the form would send for a right answer."""
    if question.type is QuestionType.NUMBER:
        return [str(question.value)]
    if question.type is QuestionType.SHORT:
        return [question.accepts[0]]
    if question.type is QuestionType.ORDER:
        return [question.token(option.slug, secret) for option in question.options]
    right = [question.token(option.slug, secret) for option in question.options if option.right]
    return right[:1] if question.type is QuestionType.CHOICE else right
