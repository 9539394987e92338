"""The one next step: decided from the facts, so that home, mails and the coach name the same one.

A session that lies ahead holds nobody up: what can be done at home comes first, until it is nearly time.
Not here: what still misses for a badge (`rules.missing_for`), and the words (`lms`).
"""

from dataclasses import replace
from datetime import datetime, timedelta

from courses.catalogue.models import UnitKind
from courses.delivery.missed_models import SubstituteState
from courses.practice.models import SubmissionState

from . import rules
from .facts import Facts, Meeting, UnitFacts
from .values import NextStep, StepKind

SOON = timedelta(hours=36)
"""From here on a session is the next step: "tomorrow morning" is, "next week" is not."""
ASK_AHEAD = timedelta(days=14)
"""How long before a return moment its question is asked."""
ASK_MINUTES = 5
HAND_IN_MINUTES = 15
"""To finish a draft that is already there; an estimate, and the page says "about"."""
BY_KIND = {UnitKind.TEXT: StepKind.READ, UnitKind.VIDEO: StepKind.WATCH, UnitKind.QUIZ: StepKind.QUIZ}


def step_for(facts: Facts, now: datetime) -> NextStep | None:
    """A session about to start, else the first thing to do now, else what one waits for.

    None when every required unit is done.
    """
    todo = [unit for unit in facts.units if unit.required and not rules.is_complete(unit)]
    imminent = next((step for unit in todo if (step := _imminent(unit, now))), None)
    if imminent is not None:
        return imminent
    doable = next((step for unit in todo if (step := _doable(unit, facts, now))), None)
    if doable is not None:
        return doable
    waits = [_waiting(unit, now) for unit in todo]
    return min(waits, key=lambda step: (step.kind is StepKind.WAIT, step.when or _far(now)), default=None)


def _far(now: datetime) -> datetime:
    return now + timedelta(days=36_500)


def _imminent(unit: UnitFacts, now: datetime) -> NextStep | None:
    meeting = rules.next_meeting(unit) if unit.kind in rules.MEETINGS else None
    if meeting is None or meeting.presence is not None or not rules.soon(meeting, now, SOON):
        return None
    if unit.kind is UnitKind.RETURN_MOMENT and not unit.question_sent and now < meeting.starts:
        return _meeting_step(unit, meeting, StepKind.ASK, ASK_MINUTES)
    return _meeting_step(unit, meeting, _meeting_kind(unit), _length(meeting))


def _doable(unit: UnitFacts, facts: Facts, now: datetime) -> NextStep | None:
    """The step for this unit if something can be done about it now."""
    if rules.is_hidden(unit, now):
        return None
    if unit.kind in BY_KIND:
        return _step(unit, BY_KIND[unit.kind], _minutes_left(unit), started=unit.opened)
    if unit.kind is UnitKind.ASSIGNMENT:
        return _work_step(unit, now)
    meeting = rules.next_meeting(unit)
    if not facts.enrolled and (meeting is None or meeting.presence is None):
        return _step(unit, StepKind.CHOOSE, None)
    if meeting is None:
        return None
    if unit.kind is UnitKind.RETURN_MOMENT and not unit.question_sent and meeting.presence is None:
        ahead = meeting.starts - now
        if timedelta(0) < ahead <= ASK_AHEAD:
            return _meeting_step(unit, meeting, StepKind.ASK, ASK_MINUTES)
    return None


def _work_step(unit: UnitFacts, now: datetime) -> NextStep | None:
    work = unit.assignment
    if work is None or work.state in (SubmissionState.HANDED_IN, SubmissionState.ACCEPTED):
        return None
    if work.opens is not None and now < work.opens and work.state is None:
        return None
    if work.state is SubmissionState.RETURNED:
        return _step(unit, StepKind.IMPROVE, None, started=True, when=work.due)
    started = work.state is SubmissionState.DRAFT
    minutes = HAND_IN_MINUTES if started else unit.minutes
    return _step(unit, StepKind.HAND_IN, minutes, started=started, when=work.due)


def _waiting(unit: UnitFacts, now: datetime) -> NextStep:
    """A session that lies ahead, or work that is not ours to do."""
    meeting = rules.next_meeting(unit) if unit.kind in rules.MEETINGS else None
    if meeting is not None and meeting.presence is None and now < meeting.ends:
        return _meeting_step(unit, meeting, _meeting_kind(unit), _length(meeting))
    if meeting is not None and meeting.presence in rules.MISSED:
        read = meeting.substitute is not None and meeting.substitute.state is SubstituteState.HANDED_IN
        step = _meeting_step(unit, meeting, StepKind.WAIT if read else StepKind.CATCH_UP, None)
        return replace(step, started=meeting.substitute is not None)
    if meeting is not None:
        return _meeting_step(unit, meeting, StepKind.WAIT, None)
    work = unit.assignment
    opens = work.opens if work and work.state is None else unit.opens
    return _step(unit, StepKind.WAIT, None, when=opens)


def _meeting_kind(unit: UnitFacts) -> StepKind:
    return StepKind.RETURN_MOMENT if unit.kind is UnitKind.RETURN_MOMENT else StepKind.SESSION


def _length(meeting: Meeting) -> int:
    return round((meeting.ends - meeting.starts).total_seconds() / 60)


def _minutes_left(unit: UnitFacts) -> int:
    """Of a quiz the part still open; of a text the whole, because nobody watches how far one reads."""
    if unit.quiz is None or not unit.quiz.total:
        return unit.minutes
    done = unit.quiz.right if unit.quiz.needed is not None else unit.quiz.answered
    total = unit.quiz.needed or unit.quiz.total
    return max(1, round(unit.minutes * max(0, total - done) / total))


def _step(
    unit: UnitFacts,
    kind: StepKind,
    minutes: int | None,
    *,
    started: bool = False,
    when: datetime | None = None,
) -> NextStep:
    return NextStep(
        kind=kind,
        unit_id=unit.id,
        unit_slug=unit.slug,
        unit_kind=unit.kind,
        title=unit.title,
        minutes=minutes,
        started=started,
        when=when,
    )


def _meeting_step(unit: UnitFacts, meeting: Meeting, kind: StepKind, minutes: int | None) -> NextStep:
    step = _step(unit, kind, minutes, when=meeting.starts)
    return replace(step, place=meeting.place, session_public_id=meeting.public_id)
