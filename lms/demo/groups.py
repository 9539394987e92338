"""The groups of the demo: when and where they meet, in the weeks round today.

Not here: who is in them (`lms.demo.story`).
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta

from courses.catalogue.models import UnitKind
from courses.delivery.models import MeetingMode, Run
from courses.delivery.services import SessionPlan
from courses.flows.plan_run import plan_run
from courses.people.models import Person
from lms.demo.cast import BREDA, KEMPEN
from lms.demo.stage import ZONE, Stage

ARDUINO = "arduino-in-de-les-elektriciteit"
TESTS = "digitale-toetsen-met-feedback"
THINKING = "computationeel-denken-in-het-praktijkvak"
JUST_BEGUN = timedelta(minutes=10)
FINAL = "eindgesprek-digitale-didactiek"
COACH = tuple(f"digicoach-{part}" for part in ("kijken", "begeleiden", "verspreiden", "beleid-en-netwerk", "bewijs"))
TRACKS = ("digitale-didactiek-in-het-praktijkvak", "digicoach")
MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY = range(5)


@dataclass(frozen=True)
class Group:
    """A run: the weeks (from this one) of its sessions and of its return moment."""

    key: str
    module: str
    name: str
    weeks: tuple[int, ...]
    back: int
    weekday: int | None
    """None: it meets on the day on which the demo is made, and has just begun."""
    place: str | None
    seats: int
    provider: str = KEMPEN
    start: time = time(13, 30)
    trainers: tuple[str, ...] = ("ilse",)
    zone: str = field(default="Europe/Brussels")

    def begins(self, stage: Stage, week: int) -> datetime:
        """When its session of that week begins, on the clock of the place."""
        if self.weekday is not None:
            return datetime.combine(stage.day(week, self.weekday), self.start)
        local = stage.now.astimezone(ZONE).replace(tzinfo=None, second=0, microsecond=0)
        return local - JUST_BEGUN + timedelta(weeks=week)


GROUPS = (
    Group("arduino-past", ARDUINO, "Geel, vorige reeks", (-11,), -6, WEDNESDAY, "Geel", 12),
    Group("arduino-geel", ARDUINO, "Geel, lopende reeks", (-3,), 2, WEDNESDAY, "Geel", 12),
    Group("arduino-turnhout", ARDUINO, "Turnhout", (-4,), 1, THURSDAY, "Turnhout", 16),
    Group("arduino-soon", ARDUINO, "Geel, volgende reeks", (2,), 7, WEDNESDAY, "Geel", 12),
    Group("arduino-today", ARDUINO, "Herentals, vandaag", (0,), 5, None, "Herentals", 20),
    Group("arduino-later", ARDUINO, "Mechelen", (7,), 12, THURSDAY, "Mechelen", 16),
    Group("tests-past", TESTS, "Online, vorige reeks", (-15, -14), -10, TUESDAY, None, 16, start=time(19)),
    Group("tests-now", TESTS, "Online, lopende reeks", (-5, -4), 2, TUESDAY, None, 20, start=time(19)),
    Group("tests-soon", TESTS, "Online, volgende reeks", (3, 4), 8, TUESDAY, None, 16, start=time(19)),
    Group("final-soon", FINAL, "Geel, panel", (9,), 9, FRIDAY, "Geel", 12),
    Group("coach-now", COACH[0], "Digicoaches, lopende reeks", (-5,), 1, TUESDAY, "Geel", 14),
    Group("coach-next", COACH[1], "Digicoaches, lopende reeks", (4,), 12, TUESDAY, "Geel", 14),
    Group(
        "thinking-past",
        THINKING,
        "Breda, vorige reeks",
        (-18,),
        -13,
        FRIDAY,
        "Breda",
        14,
        provider=BREDA,
        trainers=("bram",),
        zone="Europe/Amsterdam",
    ),
    Group(
        "thinking-soon",
        THINKING,
        "Breda, volgende reeks",
        (4,),
        9,
        FRIDAY,
        "Breda",
        6,
        provider=BREDA,
        trainers=("bram",),
        zone="Europe/Amsterdam",
    ),
)


def plan(stage: Stage, group: Group, module_version_id: int, planner: Person) -> Run:
    """Put the group on the calendar, some weeks before it starts."""
    first = group.begins(stage, group.weeks[0]).date()
    return plan_run(
        stage.session,
        module_version_id=module_version_id,
        organisation_id=stage.organisations[group.provider].id,
        name=group.name,
        sessions=_sessions(stage, group, module_version_id),
        trainer_ids=[stage.people[key].id for key in group.trainers],
        actor_id=planner.id,
        zone=group.zone,
        place=group.place,
        seats=group.seats,
        enrol_until=first,
        now=stage.moment(first - timedelta(weeks=8), 10),
    )


def _sessions(stage: Stage, group: Group, module_version_id: int) -> Sequence[SessionPlan]:
    version = stage.version_of(module_version_id)
    sessions = stage.units(version, UnitKind.SESSION)
    returning = stage.units(version, UnitKind.RETURN_MOMENT)
    weeks = [*group.weeks, *(group.back for _ in returning)]
    plans = []
    for unit, week in zip([*sessions, *returning], weeks, strict=True):
        starts = group.begins(stage, week)
        plans.append(
            SessionPlan(
                unit_slug=unit.slug,
                starts_local=starts,
                ends_local=starts + timedelta(minutes=unit.minutes),
                mode=MeetingMode.ONSITE if group.place else MeetingMode.ONLINE,
                place=f"Praktijklokaal 2, {group.place}" if group.place else None,
                access_note="Het lokaal is op het gelijkvloers. De poort blijft open." if group.place else None,
                online_url=None if group.place else "https://vergadering.example/leerspoor",
            )
        )
    return plans
