"""What happened in the demo so far: who took part, who handed in, whose badge came, went or ran out.

Everything is told in the order in which it happened to one group after another.
Not here: how anything is done (`lms.demo.stage`).
"""

from datetime import timedelta

from courses.catalogue.models import Unit, UnitKind
from courses.delivery.checkin_models import Doubt
from courses.delivery.models import Participation, Run, RunSession
from courses.flows.exchange import answer_question, ask_group
from courses.flows.wait import wait
from courses.people.models import Person
from lms.demo import writing
from lms.demo.cast import DE_BRUG, SINT_JOZEF, VAKCOLLEGE
from lms.demo.marking import two_assess
from lms.demo.stage import Stage, Upload

STRONG = (3, 2, 3, 2)
ENOUGH = (2, 2, 2, 2)
NOT_YET = (2, 2, 3, 1)
PRAISE = (
    "Je les is helder opgebouwd en je leerlingen doen het echte werk. Mooi hoe je terugvraagt in plaats van uitlegt.",
    "Sterk dat je eerst laat voorspellen. Je reflectie is eerlijk en je weet wat je volgende keer anders doet.",
    "Alles zit erin. Ik zou je werk graag tonen aan de volgende groep, als jij dat goed vindt.",
)
ASKED_MORE = "Bijna. Voeg nog een foto of een meettabel toe en schrijf er twee zinnen bij over wat je daaruit leert."
ADDITION = (
    "Ik heb de meettabel van twee groepen toegevoegd. Daaruit leer ik dat ze de eerste waarde te snel aflezen. "
    "In de volgende les laat ik elke waarde drie keer meten, en dan het gemiddelde nemen."
)
FINISHED, STOPPED = 5, 3
AT_THE_SESSION = 14
KEEN = 2
"""How many of a group did more than the session before they handed in."""


def tell(stage: Stage, runs: dict[str, Run]) -> None:
    """Everything, from the oldest group to the groups that still have to start."""
    _thinking_in_breda(stage, runs["thinking-past"])
    _tests_before(stage, runs["tests-past"])
    _arduino_before(stage, runs["arduino-past"])
    _waiting_work(stage, runs["arduino-turnhout"], "arduino", 13, 1, first_number=20)
    _waiting_work(stage, runs["tests-now"], "toetsen", 16, 3, first_number=40)
    two_assess(stage, runs["tests-now"], _assignment(runs["tests-now"], stage), "bram", PRAISE[1])
    _nele(stage, runs["arduino-geel"])
    _waiting_work(stage, runs["arduino-geel"], "arduino", 11, 1, first_number=60)
    _coaches(stage, runs["coach-now"])
    for key, people, school in (
        ("arduino-soon", 11, SINT_JOZEF),
        ("arduino-later", 3, DE_BRUG),
        ("tests-soon", 5, SINT_JOZEF),
        ("thinking-soon", 6, VAKCOLLEGE),
    ):
        _newcomers(stage, runs[key], people, school)
    _today(stage, runs["arduino-today"])
    _in_line(stage, runs["thinking-soon"])


def _meetings(run: Run) -> tuple[list[RunSession], RunSession]:
    """Sessions in order, and the return moment."""
    sessions = [one for one in run.sessions if one.unit.kind is UnitKind.SESSION]
    back = next(one for one in run.sessions if one.unit.kind is UnitKind.RETURN_MOMENT)
    return sessions, back


def _online(run: Run, stage: Stage) -> list[Unit]:
    return stage.units(run.module_version, UnitKind.TEXT, UnitKind.VIDEO, UnitKind.QUIZ)


def _assignment(run: Run, stage: Stage) -> Unit:
    return stage.units(run.module_version, UnitKind.ASSIGNMENT)[0]


def _join(stage: Stage, run: Run, person: Person, place: int) -> Participation:
    start = run.starts_on
    return stage.join(person, run, stage.moment(start - timedelta(days=9 + place * 2)))


def _complete(
    stage: Stage,
    run: Run,
    person: Person,
    kind: str,
    number: int,
    levels: tuple[int, ...] = ENOUGH,
    show_name: bool = False,
) -> Participation:
    """One person does a whole module: units, sessions, practice work, return moment. Then the badge is there."""
    trainer = run.trainers[0].person
    sessions, back = _meetings(run)
    assignment = _assignment(run, stage)
    participation = _join(stage, run, person, number % 4)
    for place, unit in enumerate(_online(run, stage)):
        stage.study(participation, unit, stage.moment(run.starts_on + timedelta(days=place - 2)))
    for meeting in sessions:
        stage.attend(participation, meeting, trainer)
    handed_in = stage.moment(back.starts_local.date() - timedelta(days=9 - number % 3), 20)
    attempt = stage.hand_in(participation, assignment, kind, number, handed_in, show_name=show_name)
    judged = handed_in + timedelta(days=2, hours=1)
    wanted = len(attempt.submission.assignment.rubric.criteria)
    if levels == NOT_YET:
        stage.judge(attempt, trainer, levels[:wanted], ASKED_MORE, judged, note=ASKED_MORE)
        attempt = stage.again(participation, assignment, ADDITION, judged + timedelta(days=2))
        judged, levels = judged + timedelta(days=3), ENOUGH
    stage.judge(attempt, trainer, levels[:wanted], PRAISE[number % len(PRAISE)], judged)
    stage.attend(participation, back, trainer)
    return participation


def _coaches(stage: Stage, run: Run) -> None:
    """Bram and some others are at the start of the track for digicoaches: they read, met, and work on their map."""
    since = stage.moment(run.starts_on - timedelta(weeks=5), 10)
    others = [stage.somebody(school, since) for school in (DE_BRUG, SINT_JOZEF, VAKCOLLEGE)]
    for number, person in enumerate([stage.people["bram"], *others]):
        participation = _join(stage, run, person, number)
        for place, unit in enumerate(_online(run, stage)):
            stage.study(participation, unit, stage.moment(run.starts_on + timedelta(days=place - 2)))
        for meeting in _meetings(run)[0]:
            stage.attend(participation, meeting, run.trainers[0].person)


def _thinking_in_breda(stage: Stage, run: Run) -> None:
    """At the other provider; Nele was there too, so she has a badge already."""
    _complete(stage, run, stage.people["nele"], "denken", 0, STRONG, show_name=True)
    since = stage.moment(run.starts_on - timedelta(weeks=5), 10)
    _complete(stage, run, stage.somebody(VAKCOLLEGE, since), "denken", 1)


def _tests_before(stage: Stage, run: Run) -> None:
    _complete(stage, run, stage.people["karim"], "toetsen", 2, STRONG, show_name=True)
    since = stage.moment(run.starts_on - timedelta(weeks=5), 10)
    _complete(stage, run, stage.somebody(SINT_JOZEF, since), "toetsen", 3)


def _arduino_before(stage: Stage, run: Run) -> None:
    """Five finished, one of them after "not yet"; three stopped after the session."""
    since = stage.moment(run.starts_on - timedelta(weeks=5), 10)
    for number in range(FINISHED):
        person = stage.somebody(DE_BRUG if number % 2 else SINT_JOZEF, since)
        stage.people[f"finished-{number}"] = person
        levels = NOT_YET if number == 1 else STRONG if number == 0 else ENOUGH
        _complete(stage, run, person, "arduino", number, levels, show_name=number == 0)
    sessions, _back = _meetings(run)
    for number in range(STOPPED):
        participation = _join(stage, run, stage.somebody(SINT_JOZEF, since), number)
        for meeting in sessions:
            stage.attend(participation, meeting, run.trainers[0].person)


def _waiting_work(stage: Stage, run: Run, kind: str, people: int, studied: int, first_number: int) -> None:
    """People whose work waits for the trainer, the oldest for weeks and the newest since this morning."""
    since = stage.moment(run.starts_on - timedelta(weeks=5), 10)
    sessions, _back = _meetings(run)
    trainer = run.trainers[0].person
    for place in range(people):
        person = stage.somebody((DE_BRUG, SINT_JOZEF)[place % 2], since)
        participation = _join(stage, run, person, place % 5)
        for unit in _online(run, stage)[: studied if place < KEEN else 0]:
            stage.study(participation, unit, stage.moment(run.starts_on - timedelta(days=1)))
        last = max(stage.attend(participation, meeting, trainer) for meeting in sessions)
        first = last + timedelta(days=1)
        day = first + (stage.now - first) * ((place + 1) / (people + 0.5))
        handed_in = stage.moment(day.date())
        stage.hand_in(participation, _assignment(run, stage), kind, first_number + place, handed_in)


def _nele(stage: Stage, run: Run) -> None:
    """She did every unit, was at the session, and has written most of her practice work."""
    nele = stage.people["nele"]
    sessions, _back = _meetings(run)
    participation = stage.join(nele, run, stage.moment(run.starts_on - timedelta(days=12), 20))
    question = ask_group(
        stage.session,
        participation=participation,
        unit_slug=sessions[0].unit.slug,
        body="Wie heeft nog een bord over voor een klas van 24?",
        now=stage.moment(run.starts_on + timedelta(days=2), 20),
    )
    answer_question(
        stage.session,
        public_id=question.public_id,
        person_id=run.trainers[0].person_id,
        body="Het centrum leent er twaalf uit. Mail mij de week, dan leg ik ze klaar.",
        now=stage.moment(run.starts_on + timedelta(days=3), 9),
    )
    online = _online(run, stage)
    for unit in online[:2]:
        stage.study(participation, unit, stage.moment(run.starts_on - timedelta(days=3), 20))
    for meeting in sessions:
        stage.attend(participation, meeting, run.trainers[0].person)
    for place, unit in enumerate(online[2:], start=1):
        stage.study(participation, unit, stage.moment(run.starts_on + timedelta(days=3 * place), 20))
    plan = Upload("lesplan-lichtsluis.txt", writing.lesson_plan("arduino", 4))
    text = writing.work("arduino", 4, parts=3)
    stage.draft(
        participation, _assignment(run, stage), text, [plan], stage.moment(stage.day(0, 0) - timedelta(days=1), 20)
    )


def _newcomers(stage: Stage, run: Run, people: int, school: str) -> None:
    """People who wait for their first session."""
    since = min(stage.moment(run.starts_on - timedelta(weeks=6), 10), stage.now - timedelta(days=4))
    for place in range(people):
        person = stage.somebody(school, since)
        joined = since + (stage.now - since) * ((place + 1) / (people + 1))
        stage.join(person, run, joined)


def _today(stage: Stage, run: Run) -> None:
    """A session that has just begun: most are in, one typed the code without network, one is on no list."""
    (meeting,), _back = _meetings(run)
    since = stage.now - timedelta(weeks=3)
    people = [stage.somebody(DE_BRUG, since) for _ in range(AT_THE_SESSION)]
    for place, person in enumerate(people):
        stage.join(person, run, since + timedelta(days=place))
    arrived = [*people[: AT_THE_SESSION // 2], stage.somebody(VAKCOLLEGE, since)]
    for place, person in enumerate(arrived):
        doubt = Doubt.OFFLINE if place == 0 else None
        stage.check_in(person, meeting, stage.now - timedelta(minutes=8 - place / 2), doubt)


def _in_line(stage: Stage, run: Run) -> None:
    """Every seat is taken; three wait for one, Karim in front."""
    since = stage.now - timedelta(days=3)
    for place, person in enumerate([stage.people["karim"], *(stage.somebody(VAKCOLLEGE, since) for _ in range(2))]):
        wait(stage.session, person_id=person.id, run_id=run.id, now=since + timedelta(hours=5 * place))
