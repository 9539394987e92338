"""Who and what is in the site before a journey starts: one person in each state that a page can show.

Everything is done by the flows of the site itself, at moments round today. What no flow does, because it is an
attack or an accident, is in `_damage`.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from importlib.resources import files
from pathlib import Path

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from courses.catalogue.models import ModuleVersion, Unit, UnitKind
from courses.delivery.checkin_models import Doubt
from courses.delivery.models import MeetingMode, Participation, Run, RunSession
from courses.delivery.services import SessionPlan, add_trainers
from courses.flows.ask import ask
from courses.flows.award_by_hand import award_by_hand
from courses.flows.check_in import arrive
from courses.flows.correct import correct_many
from courses.flows.erase_person import erase_person
from courses.flows.exchange import answer_question, ask_group
from courses.flows.plan_run import plan_run
from courses.flows.reissue import BadgeChoice, reissue
from courses.flows.revoke import revoke
from courses.flows.share import share
from courses.flows.work_on_batch import work_on_batch
from courses.frameworks.services import import_shipped
from courses.people.consent import COACH_SEES, set_consent
from courses.people.models import Role
from courses.people.services import create_organisation
from courses.practice.models import Attempt
from courses.practice.services import begin_assessment
from courses.recognition.badge_spec import BadgeSpec
from courses.recognition.models import Award, AwardEdition, AwardState
from courses.recognition.services import define_badge
from lms.demo import writing
from lms.demo.cast import BREDA, DE_BRUG, KEMPEN, ORGANISATIONS
from lms.demo.seed import MENTOR as DEMO_MENTOR
from lms.demo.stage import ZONE, Stage, Upload
from lms.relay import drain
from lms.wiring import Wiring
from tests.factories import make_track
from tests.journeys.missing_out import miss_sessions

ARDUINO = "arduino-in-de-les-elektriciteit"
TESTS = "digitale-toetsen-met-feedback"
THINKING = "computationeel-denken-in-het-praktijkvak"
READING = "lezen-en-kijken"
WEEK, DAY, HOUR = timedelta(weeks=1), timedelta(days=1), timedelta(hours=1)
ENOUGH, NOT_YET, STRONG = (2, 2, 2, 2), (2, 2, 3, 1), (3, 2, 3, 2)

#: Key, name, roles by organisation, and what one meets them for.
PEOPLE: tuple[tuple[str, str, dict[str, tuple[Role, ...]]], ...] = (
    ("nele", "Nele Wouters", {DE_BRUG: (Role.LEARNER,)}),  # starts from nothing: the main journey
    ("omar", "Omar Haddad", {DE_BRUG: (Role.LEARNER,)}),  # has learned everything; goes on without scripts
    ("lena", "Lena Nys", {DE_BRUG: (Role.LEARNER,)}),  # takes nothing and never will
    ("fien", "Fien Proost", {DE_BRUG: (Role.LEARNER,)}),  # has a draft, and reads a second module
    ("pia", "Pia Luyten", {DE_BRUG: (Role.LEARNER,)}),  # has a draft in which nothing is missing
    ("mo", "Mo El Amrani", {DE_BRUG: (Role.LEARNER,)}),  # handed in, waits
    ("sara", "Sara De Ridder", {DE_BRUG: (Role.LEARNER,)}),  # one point came back
    ("lotte", "Lotte Van Gool", {DE_BRUG: (Role.LEARNER,)}),  # accepted, waits for the return moment
    ("karim", "Karim Adda", {DE_BRUG: (Role.LEARNER,)}),  # holds badges: valid, shared, expired
    ("rik", "Rik Aerts", {DE_BRUG: (Role.LEARNER,)}),  # a badge of his was taken back
    ("eva", "Eva Cools", {DE_BRUG: (Role.LEARNER,)}),  # had herself erased
    ("tine", "Tine Ooms", {DE_BRUG: (Role.LEARNER,)}),  # somebody changed her badge in our database
    ("wim", "Wim Nijs", {DE_BRUG: (Role.LEARNER,)}),  # his badge is planned and not signed
    ("stan", "Stan Goris", {DE_BRUG: (Role.LEARNER,)}),  # these two are at a session now
    ("roos", "Roos Baert", {DE_BRUG: (Role.LEARNER,)}),
    ("an", "An Torfs", {DE_BRUG: (Role.LEARNER,)}),  # these two have the only seats of a group
    ("bo", "Bo Ulens", {DE_BRUG: (Role.LEARNER,)}),
    ("cas", "Cas Hermans", {DE_BRUG: (Role.COACH,)}),  # digital coach; Lotte and Mo show what they miss
    ("zara", "Zara Bouali", {BREDA: (Role.COACH,)}),  # digital coach where nobody shows anything
    ("ilse", "Ilse Maes", {KEMPEN: (Role.TRAINER,)}),
    ("els", "Els Smets", {KEMPEN: (Role.TRAINER,)}),  # gives one group with Ilse
    ("piet", "Piet Daems", {KEMPEN: (Role.TRAINER,)}),  # gives no group
    ("tom", "Tom Peeters", {KEMPEN: (Role.MANAGER, Role.ADMIN)}),
    ("femke", "Femke Jansen", {BREDA: (Role.MANAGER,)}),  # another organisation, nothing issued
)
MENTOR = BadgeSpec(
    slug="mentor-praktijkles",
    name={"nl": "Mentor digitale praktijkles"},
    description={"nl": "Begeleidde een jaar lang collega's bij hun eerste digitale praktijkles."},
    criteria={"nl": "Begeleidde minstens twee collega's. Geldt één jaar."},
    study_load_hours=Decimal(20),
    assessment_type="portfolio",
    participation_type="Onsite",
    valid_years=1,
    art={"theme": "coach", "level": "B2"},
    renewal=DEMO_MENTOR.renewal,
)


@dataclass
class World:
    """Ids of people, and public ids of everything else, by the names used above and below."""

    people: dict[str, int] = field(default_factory=dict)
    addresses: dict[str, str] = field(default_factory=dict)
    runs: dict[str, str] = field(default_factory=dict)
    meetings: dict[str, str] = field(default_factory=dict)
    """`run.session` and `run.return`."""
    tracks: dict[str, str] = field(default_factory=dict)
    """Participations, by person and, for a second one, `person.module`."""
    attempts: dict[str, str] = field(default_factory=dict)
    badges: dict[str, str] = field(default_factory=dict)
    """By state: valid, attended (of the same person), revoked, expired, tampered, erased, pending."""
    trajectory: str = ""
    """Slug of a track of three modules."""
    pieces: dict[str, str] = field(default_factory=dict)
    """What the valid badge shows, by kind: text, file."""


def make_world(wiring: Wiring, now: datetime) -> World:
    """Fill an empty installation; badges are issued and lists published before this returns."""
    with wiring.database.transaction() as session:
        builder = Builder(session, wiring, now)
        builder.everything()
    drain(wiring)
    with wiring.database.transaction() as session:
        _afterwards(session, builder.world, now)
    drain(wiring)
    with wiring.database.transaction() as session:
        _damage(session, builder.world)
    return builder.world


class Builder:
    """One transaction in which everybody does what they did."""

    def __init__(self, session: Session, wiring: Wiring, now: datetime) -> None:
        self.session = session
        self.stage = Stage(session, wiring, now)
        self.now = now
        self.local = now.astimezone(ZONE).replace(tzinfo=None, second=0, microsecond=0)
        self.world = World()
        self.runs: dict[str, Run] = {}
        self.versions: dict[str, int] = {}

    def everything(self) -> None:
        began = self.now - 3 * 52 * WEEK
        import_shipped(self.session, now=began)
        for slug, kind, name, country in ORGANISATIONS:
            self.stage.organisations[slug] = create_organisation(
                self.session, slug=slug, kind=kind, name=name, country=country, now=began
            )
        for key, name, roles in PEOPLE:
            address = f"{name.lower().replace(' ', '.')}@debrug.example"
            person = self.stage.people[key] = self.stage.person(name, address, roles, began)
            self.world.people[key], self.world.addresses[key] = person.id, address
        self._modules(began)
        self._runs()
        self._past()
        self._now()
        self._reader()
        self._study_all(self._join("omar", "plain", self.now - 5 * WEEK), "plain", self.now - 4 * WEEK)

    def _modules(self, began: datetime) -> None:
        quality = {"nl": "Elke module is getoetst aan 15 criteria door een collega die ze niet schreef."}
        issuers = {slug: self.stage.issuer(slug, quality, began) for slug in (KEMPEN, BREDA)}
        content = Path(str(files("courses").joinpath("content")))
        offers = (
            (KEMPEN, content / ARDUINO),
            (KEMPEN, content / TESTS),
            (BREDA, content / THINKING),
            (KEMPEN, Path(__file__).parent / "package"),
        )
        for provider, folder in offers:
            imported = self.stage.module(folder, issuers[provider], self.now - 40 * WEEK)
            self.versions[imported.slug] = imported.module_version_id
        versions = [self.session.get_one(ModuleVersion, self.versions[slug]) for slug in (ARDUINO, TESTS, THINKING)]
        self.world.trajectory = make_track(self.session, versions, ordered=True).track.slug
        self.mentor = define_badge(
            self.session, issuer_id=issuers[KEMPEN].id, module_version_id=None, spec=MENTOR, now=self.now - 60 * WEEK
        )

    def _runs(self) -> None:
        """Groups of the first module; `today` had its session yesterday and comes back in five weeks."""
        afternoon = self.local.replace(hour=13, minute=30)
        self._run("past", "Geel, vorige reeks", afternoon - 11 * WEEK, afternoon - 6 * WEEK)
        self._run("going", "Geel, lopende reeks", afternoon - 3 * WEEK, afternoon + 2 * WEEK)
        self._run("today", "Geel, deze week", afternoon - DAY, afternoon + 5 * WEEK - DAY)
        self._run("now", "Lier, vandaag", self.local - timedelta(minutes=10), self.local + 5 * WEEK)
        self._run("plain", "Turnhout", afternoon - 5 * WEEK, self.local - timedelta(minutes=20))
        self._run("soon", "Geel, volgende reeks", afternoon + 2 * WEEK, afternoon + 7 * WEEK, seats=2)
        self._run("empty", "Mechelen", afternoon + 4 * WEEK, afternoon + 9 * WEEK, seats=16)

    def _run(self, key: str, name: str, session: datetime, back: datetime, seats: int = 12) -> None:
        plans = [
            SessionPlan(
                unit_slug=slug,
                starts_local=starts,
                ends_local=starts + length,
                mode=MeetingMode.ONSITE,
                place="Praktijklokaal 2, Geel",
                access_note="Het lokaal is op het gelijkvloers. De poort blijft open.",
                online_url="https://vergadering.example/leerspoor" if slug == "terugkommoment" else None,
            )
            for slug, starts, length in (("werksessie", session, 3 * HOUR), ("terugkommoment", back, 1.5 * HOUR))
        ]
        self._keep(key, self._plan(ARDUINO, name, plans, seats))

    def _plan(self, module: str, name: str, plans: list[SessionPlan], seats: int | None = None) -> Run:
        days = {} if plans else {"starts_on": self.now.date(), "ends_on": (self.now + 8 * WEEK).date()}
        return plan_run(
            self.session,
            module_version_id=self.versions[module],
            organisation_id=self.stage.organisations[KEMPEN].id,
            name=name,
            sessions=plans,
            trainer_ids=[self.stage.people["ilse"].id],
            actor_id=self.stage.people["tom"].id,
            place="Geel",
            seats=seats,
            now=self.now - 30 * WEEK,
            **days,
        )

    def _keep(self, key: str, run: Run) -> None:
        self.runs[key] = run
        self.world.runs[key] = run.public_id
        for meeting in run.sessions:
            kind = "return" if meeting.unit.kind is UnitKind.RETURN_MOMENT else "session"
            self.world.meetings[f"{key}.{kind}"] = meeting.public_id

    def _join(self, key: str, run: str, at: datetime) -> Participation:
        joined = self.stage.join(self.stage.people[key], self.runs[run], at)
        self.world.tracks[key] = joined.public_id
        return joined

    def _meeting(self, run: str, kind: str) -> RunSession:
        wanted = self.world.meetings[f"{run}.{kind}"]
        return next(meeting for meeting in self.runs[run].sessions if meeting.public_id == wanted)

    def _study_all(self, joined: Participation, run: str, at: datetime) -> None:
        for place, unit in enumerate(self.stage.units(self.runs[run].module_version, UnitKind.QUIZ)):
            self.stage.study(joined, unit, at + place * DAY)

    def _assignment(self, run: str) -> Unit:
        return self.stage.units(self.runs[run].module_version, UnitKind.ASSIGNMENT)[0]

    def _past(self) -> None:
        """Everybody here finished; what became of their badges differs."""
        ilse = self.stage.people["ilse"]
        for number, key in enumerate(("karim", "rik", "eva", "tine", "wim")):
            joined = self._join(key, "past", self.now - 13 * WEEK)
            self._study_all(joined, "past", self.now - 12 * WEEK)
            self.stage.attend(joined, self._meeting("past", "session"), ilse)
            unit = self._assignment("past")
            handed = self.now - 8 * WEEK
            attempt = self.stage.hand_in(joined, unit, "arduino", number, handed, show_name=key == "karim")
            self.stage.judge(attempt, ilse, STRONG, "Je les is helder opgebouwd.", handed + DAY)
            self.world.attempts[key] = attempt.public_id
            self.stage.attend(joined, self._meeting("past", "return"), ilse)
        award_by_hand(
            self.session,
            badge_version_id=self.mentor.id,
            person_id=self.stage.people["karim"].id,
            nominated_by_id=self.stage.people["tom"].id,
            reason="Begeleidde een schooljaar lang twee collega's voeding.",
            now=self.now - 58 * WEEK,
        )

    def _now(self) -> None:
        """Everybody here is half-way, each at another place."""
        ilse = self.stage.people["ilse"]
        add_trainers(self.session, run_id=self.runs["going"].id, person_ids=[self.stage.people["els"].id])
        for number, key in enumerate(("fien", "pia", "mo", "sara", "lotte"), start=10):
            joined = self._join(key, "going", self.now - 5 * WEEK)
            if key != "mo":
                self._study_all(joined, "going", self.now - 4 * WEEK)
            self.stage.attend(joined, self._meeting("going", "session"), ilse)
            unit = self._assignment("going")
            if key == "mo":
                self._exchange(joined, ilse.id)
            if key in ("fien", "pia"):
                text = writing.work("arduino", number, parts=2 if key == "fien" else None)
                plan = Upload("lesplan.txt", writing.lesson_plan("arduino", number))
                self.stage.draft(joined, unit, text, [plan], self.now - HOUR)
                continue
            attempt = self.stage.hand_in(joined, unit, "arduino", number, self.now - WEEK)
            self.world.attempts[key] = attempt.public_id
            if key != "mo":
                levels, word = (
                    (NOT_YET, "Bijna. Voeg een foto of een meettabel toe.") if key == "sara" else (ENOUGH, "Mooi.")
                )
                self.stage.judge(attempt, ilse, levels, word, self.now - 5 * DAY, note=word)
        ask(
            self.session,
            session_public_id=self.world.meetings["going.return"],
            person_id=self.stage.people["lotte"].id,
            body="Hoe laat ik leerlingen zelf een fout bedenken?",
            now=self.now - DAY,
        )
        miss_sessions(self.session, self.world.people, self.world.meetings, self.now)
        for key in ("stan", "roos"):
            self._join(key, "now", self.now - WEEK)
        for key, doubt in (("roos", Doubt.OFFLINE), ("lotte", None)):
            self._at_the_door(key, doubt)
        for key in ("an", "bo"):
            self._join(key, "soon", self.now - WEEK)

    def _at_the_door(self, key: str, doubt: Doubt | None) -> None:
        """Checks in at the session that is going on, and a trainer still has to say yes."""
        meeting, seen = self._meeting("now", "session"), self.now - timedelta(minutes=5)
        arrive(self.session, meeting=meeting, person_id=self.world.people[key], seen_at=seen, now=self.now, doubt=doubt)

    def _exchange(self, joined: Participation, trainer_id: int) -> None:
        """One question with answers, and one that nobody answered yet."""
        body = "Hoe lang mag een werksessie duren als twee groepen tegelijk meten?"
        first = ask_group(self.session, participation=joined, unit_slug="werksessie", body=body, now=self.now - 3 * DAY)
        answers = {self.stage.people["fien"].id: "In twee lesuren.", trainer_id: "Laat ze om de beurt meten."}
        for who, words in answers.items():
            answer_question(self.session, public_id=first.public_id, person_id=who, body=words, now=self.now - 2 * DAY)
        ask_group(self.session, participation=joined, unit_slug="werksessie", body="En nu?", now=self.now - DAY)

    def _reader(self) -> None:
        self.runs["reading"] = self._plan(READING, "Wanneer je wilt", [])
        self.world.runs["reading"] = self.runs["reading"].public_id
        joined = self.stage.join(self.stage.people["fien"], self.runs["reading"], self.now - DAY)
        self.world.tracks["fien.reading"] = joined.public_id


def _award(session: Session, world: World, key: str, slug: str = "arduino-praktijk") -> Award:
    awards = session.scalars(select(Award).where(Award.person_id == world.people[key]))
    return next(award for award in awards if award.badge.slug == slug)


def _afterwards(session: Session, world: World, now: datetime) -> None:
    """What happened to badges once they were there."""
    names = {"valid": "karim", "revoked": "rik", "erased": "eva", "tampered": "tine", "pending": "wim"}
    for state, key in names.items():
        world.badges[state] = _award(session, world, key).public_id
    world.badges["attended"] = _award(session, world, "karim", "arduino-deelname").public_id
    world.badges["expired"] = _award(session, world, "karim", "mentor-praktijkles").public_id
    for key in ("lotte", "mo"):
        set_consent(session, person_id=world.people[key], subject=COACH_SEES, given=True, now=now - DAY)
    share(session, public_id=world.badges["valid"], person_id=world.people["karim"], shared=True, now=now - DAY)
    revoke(
        session,
        public_id=world.badges["revoked"],
        reason="Het ingeleverde werk bleek van een collega te zijn.",
        actor_id=world.people["tom"],
        now=now - DAY,
    )
    world.badges["replaced"] = _put_right(session, world, now - DAY)
    _show_work(session, world, now)
    begin_assessment(
        session, attempt_id=_attempt(session, world.attempts["mo"]).id, assessor_id=world.people["els"], now=now - HOUR
    )
    erase_person(session, person_id=world.people["eva"], actor_id=None, now=now - DAY)


def _put_right(session: Session, world: World, now: datetime) -> str:
    """Somebody got one badge where it had to be another."""
    wrong = _award(session, world, "rik", "arduino-deelname")
    right = _award(session, world, "karim", "mentor-praktijkles").badge_version
    batch = correct_many(
        session,
        public_ids=[wrong.public_id],
        badge_version_id=right.id,
        cause="wrong_badge",
        reason="",
        actor_id=world.people["tom"],
        organisations=frozenset({right.badge.issuer.organisation_id}),
        now=now,
    )
    while work_on_batch(session, batch_id=batch.id, now=now):
        pass
    return wrong.public_id


def _attempt(session: Session, public_id: str) -> Attempt:
    return session.scalars(select(Attempt).where(Attempt.public_id == public_id)).one()


def _show_work(session: Session, world: World, now: datetime) -> None:
    """The holder of the valid badge lets its text and a file be seen."""
    pieces = _attempt(session, world.attempts["karim"]).pieces
    world.pieces = {piece.kind.value: piece.public_id for piece in pieces}
    choice = BadgeChoice(show_name=True, pieces=frozenset(world.pieces.values()))
    reissue(session, public_id=world.badges["valid"], person_id=world.people["karim"], choice=choice, now=now - DAY)


def _damage(session: Session, world: World) -> None:
    """A stored badge that somebody changed, and one whose signing never came to an end."""
    changed = session.scalars(select(Award).where(Award.public_id == world.badges["tampered"])).one()
    edition = session.scalars(select(AwardEdition).where(AwardEdition.award_id == changed.id)).one()
    assert edition.signed is not None
    edition.signed = edition.signed.replace(b'"2.0"', b'"3.0"').replace(b"Arduino inzetten", b"Arduino uitvinden")
    waiting = session.scalars(select(Award).where(Award.public_id == world.badges["pending"])).one()
    waiting.state = AwardState.PLANNED
    session.execute(
        update(AwardEdition).where(AwardEdition.award_id == waiting.id).values(signed=None, digest=None, issued_at=None)
    )
