"""Pure decisions about progress: when a unit is complete, what is still missing for a badge, what comes next.

Decided from `facts` alone, so the order in which the facts came about cannot matter.
Not here: reading rows (`queries`), and how a sentence looks in a language (`lms.missing_text`).
"""

from datetime import datetime, timedelta

from courses.catalogue.models import UnitKind
from courses.delivery.missed_models import SubstituteState
from courses.delivery.models import Presence
from courses.errors import N_
from courses.practice.models import SubmissionState

from .facts import AssignmentFacts, Conditions, CriterionFacts, Facts, Meeting, QuizFacts, Substitute, UnitFacts
from .values import Action, Missing, MissingKind

ATTENDED = frozenset({Presence.PRESENT, Presence.SUBSTITUTE})
READ = (UnitKind.TEXT, UnitKind.VIDEO)
MISSED = frozenset({Presence.EXCUSED, Presence.ABSENT, Presence.PARTIAL})
MEETINGS = (UnitKind.SESSION, UnitKind.RETURN_MOMENT)


def is_complete(unit: UnitFacts) -> bool:
    """Whether this unit is done, by the rule of its kind.

    text, video: the reader says so. quiz: its rule was reached once. session, return moment: every part was
    attended, or replaced by the substitute task. assignment: every criterion is at its level.
    """
    if unit.kind in MEETINGS:
        return _attended(unit, ATTENDED)
    if unit.kind is UnitKind.ASSIGNMENT:
        return unit.assignment is not None and not open_criteria(unit.assignment)
    return unit.completed


def is_hidden(unit: UnitFacts, now: datetime) -> bool:
    """Not to be read yet: it opens some days before a session of the own group (AAN-05)."""
    return unit.opens is not None and now < unit.opens


def quiz_passes(*, total: int, answered: int, right: int, needed: int | None) -> bool:
    """The rule of a quiz: enough right, or every question answered when it asks no number."""
    return right >= min(needed, total) if needed is not None else answered >= total


def open_criteria(assignment: AssignmentFacts) -> list[CriterionFacts]:
    """Criteria that are not yet at the level they ask, in their own order."""
    return [
        criterion
        for criterion in assignment.criteria
        if assignment.levels.get(criterion.id, -1) < criterion.required_level
    ]


def missing_for(facts: Facts, conditions: Conditions, now: datetime) -> list[Missing]:
    """Everything that still stands between this participation and the badge, in the order of the module.

    Empty exactly when all conditions hold. Each thing is named once, also when two conditions ask for it.
    """
    found: list[Missing] = _unearnable(facts, conditions)
    for unit in facts.units:
        asked = unit.required if conditions.units is None else unit.slug in conditions.units
        if unit.kind is UnitKind.RETURN_MOMENT:
            found += _missing_return(unit, conditions, asked, facts, now)
        elif unit.kind is UnitKind.ASSIGNMENT:
            by_rubric = unit.assignment is not None and unit.assignment.rubric == conditions.rubric
            found += _missing_work(unit, now) if asked or by_rubric else []
            found += _missing_second(unit) if by_rubric and conditions.second_assessor else []
        elif asked and not is_complete(unit):
            found.append(_missing_unit(unit, facts, now))
    return found


def _unearnable(facts: Facts, conditions: Conditions) -> list[Missing]:
    """A badge that asks nothing, or something the module does not have, must not be given by itself."""
    if not facts.units:
        raise ValueError("a module version has units")
    known = {unit.slug for unit in facts.units}
    kinds = {unit.kind for unit in facts.units}
    rubrics = {unit.assignment.rubric for unit in facts.units if unit.assignment is not None}
    if conditions.empty:
        return [_missing(facts.units[-1], MissingKind.UNIT, N_("This badge is given by hand."), None)]
    unknown_unit = conditions.units is not None and not conditions.units <= known
    unknown_rubric = conditions.rubric is not None and conditions.rubric not in rubrics
    unknown_moment = conditions.return_moment is not None and UnitKind.RETURN_MOMENT not in kinds
    if unknown_unit or unknown_rubric or unknown_moment:
        detail = N_("This badge asks for something that the module does not have. Tell your contact person.")
        return [_missing(facts.units[-1], MissingKind.UNIT, detail, None)]
    return []


def _attended(unit: UnitFacts, accepted: frozenset[Presence]) -> bool:
    """Every part of the unit has an accepted presence; what was attended in an earlier group counts."""
    parts = max(1, len(unit.meetings))
    return sum(1 for part in unit.presences[:parts] if part & accepted) >= parts


def _missing_unit(unit: UnitFacts, facts: Facts, now: datetime) -> Missing:
    if unit.kind is UnitKind.SESSION:
        return _missing_meeting(unit, MissingKind.SESSION, facts, now)
    if unit.opens is not None and is_hidden(unit, now):
        return _missing(unit, MissingKind.UNIT, N_("Opens on %(day)s."), None, day=unit.opens.date())
    if unit.kind is UnitKind.QUIZ and unit.quiz is not None and unit.quiz.answered:
        return _missing_answers(unit, unit.quiz)
    detail = N_("You started, but did not say “Done” yet.") if unit.opened else N_("Not opened yet.")
    if unit.kind is UnitKind.QUIZ:
        detail = N_("No question answered yet.")
    return _missing(unit, MissingKind.UNIT, detail, Action.CONTINUE if unit.opened else Action.START)


def _missing_answers(unit: UnitFacts, quiz: QuizFacts) -> Missing:
    if quiz.needed is None:
        detail = N_("%(answered)s of %(total)s questions answered.")
        return _missing(unit, MissingKind.UNIT, detail, Action.CONTINUE, answered=quiz.answered, total=quiz.total)
    detail = N_("%(right)s right so far, %(needed)s needed. You may try as often as you like.")
    return _missing(unit, MissingKind.UNIT, detail, Action.CONTINUE, right=quiz.right, needed=quiz.needed)


def _missing_return(unit: UnitFacts, conditions: Conditions, asked: bool, facts: Facts, now: datetime) -> list[Missing]:
    """Asked as a unit, by its own condition, or both; the stricter of the two decides."""
    if not asked and conditions.return_moment is None:
        return []
    strict = conditions.return_moment == "attended"
    if _attended(unit, frozenset({Presence.PRESENT}) if strict else ATTENDED):
        return []
    return [_missing_meeting(unit, MissingKind.RETURN_MOMENT, facts, now, strict=strict)]


def _missing_meeting(
    unit: UnitFacts, kind: MissingKind, facts: Facts, now: datetime, *, strict: bool = False
) -> Missing:
    """What to say of a session depends on whether it is planned, coming, over, or was missed."""
    meeting = next_meeting(unit)
    if not facts.enrolled and (meeting is None or meeting.presence is None):
        detail = N_("You are in no group now. Choose one with a date that suits.")
        return _missing(unit, kind, detail, Action.CHOOSE)
    if meeting is None:
        return _missing(unit, kind, N_("No date is planned yet. You will hear from us."), None)
    if meeting.presence in MISSED:
        return _missed(unit, kind, meeting, now, strict)
    if now >= meeting.ends:
        detail = N_("It was on %(when)s. Your trainer still has to record who was there.")
        return _missing(unit, kind, detail, None, meeting=meeting, when=meeting.starts)
    detail = N_("%(when)s, %(place)s") if meeting.place else N_("%(when)s")
    return _missing(unit, kind, detail, Action.ATTEND, meeting=meeting, when=meeting.starts, place=meeting.place or "")


def _missed(unit: UnitFacts, kind: MissingKind, meeting: Meeting, now: datetime, strict: bool) -> Missing:
    """What can be done instead, and how far that is. `strict`: only being there counts."""
    if meeting.substitute is not None and not strict:
        return _missing_substitute(unit, meeting, meeting.substitute)
    if strict:
        detail = N_("You missed it on %(when)s. Here only being there counts: come along with another group.")
        if now < meeting.starts:
            detail = N_("You are excused for %(when)s. Here only being there counts: come along with another group.")
    elif meeting.presence is Presence.EXCUSED and now < meeting.starts:
        detail = N_("You are excused for %(when)s. Come along with another group, or do the substitute task.")
    elif meeting.presence is Presence.PARTIAL:
        detail = N_("You were there for a part on %(when)s. Come along with another group, or do the substitute task.")
    else:
        detail = N_("You were not there on %(when)s. Come along with another group, or do the substitute task.")
    return _missing(unit, kind, detail, Action.CATCH_UP, meeting=meeting, when=meeting.starts)


def _missing_substitute(unit: UnitFacts, meeting: Meeting, task: Substitute) -> Missing:
    kind = MissingKind.SUBSTITUTE
    if task.state is SubstituteState.HANDED_IN:
        detail = N_("Handed in on %(when)s. Your trainer looks at it.")
        return _missing(unit, kind, detail, None, meeting=meeting, when=task.handed_in_at)
    if task.state is SubstituteState.RETURNED:
        detail = N_("Your trainer wrote what you can add.")
    else:
        detail = N_("Your trainer gave you this task because you missed %(when)s. You may also come along elsewhere.")
    return _missing(unit, kind, detail, Action.CATCH_UP, meeting=meeting, when=meeting.starts)


def next_meeting(unit: UnitFacts) -> Meeting | None:
    """The first part of the unit that was not attended yet, in the group that one is in."""
    for index, meeting in enumerate(unit.meetings):
        recorded = unit.presences[index] if index < len(unit.presences) else frozenset()
        if not recorded & ATTENDED:
            return meeting
    return unit.meetings[-1] if unit.meetings else None


def _missing_work(unit: UnitFacts, now: datetime) -> list[Missing]:
    """One line as long as nothing was looked at; after that one line for each criterion that is "not yet"."""
    work = unit.assignment
    if work is None or not open_criteria(work):
        return []
    if work.state is SubmissionState.RETURNED:
        detail = N_("Not yet. Your trainer wrote what you can add; the rest stands.")
        return [
            _missing(
                unit,
                MissingKind.CRITERION,
                detail,
                Action.IMPROVE,
                title=criterion.title,
                subject_id=criterion.id,
            )
            for criterion in open_criteria(work)
        ]
    if work.state in (SubmissionState.HANDED_IN, SubmissionState.ACCEPTED):
        detail = N_("Handed in on %(when)s. Your trainer looks at it.")
        return [_missing(unit, MissingKind.ASSIGNMENT, detail, None, when=work.handed_in_at)]
    return [_work_to_do(unit, work, now)]


def _missing_second(unit: UnitFacts) -> list[Missing]:
    """Four eyes: work that is met waits for a second assessor; before that there is nothing to look at twice."""
    work = unit.assignment
    if work is None or work.seconded or open_criteria(work):
        return []
    detail = N_("Every point is met. A second assessor still looks at it, you need not do anything.")
    return [_missing(unit, MissingKind.SECOND_ASSESSOR, detail, None)]


def _work_to_do(unit: UnitFacts, work: AssignmentFacts, now: datetime) -> Missing:
    if work.opens is not None and now < work.opens:
        detail = N_("You can hand in from %(when)s.")
        return _missing(unit, MissingKind.ASSIGNMENT, detail, Action.START, when=work.opens)
    action = Action.HAND_IN
    if work.due is None:
        detail = N_("You have a draft. Hand it in when it is ready.") if work.state else N_("Not handed in yet.")
        return _missing(unit, MissingKind.ASSIGNMENT, detail, action)
    if now > work.due:
        detail = N_("It was due on %(when)s. You can still hand it in.")
    else:
        detail = N_("Please before %(when)s. Your draft is kept.") if work.state else N_("Please before %(when)s.")
    return _missing(unit, MissingKind.ASSIGNMENT, detail, action, when=work.due)


def _missing(
    unit: UnitFacts,
    kind: MissingKind,
    detail: str,
    action: Action | None,
    *,
    title: dict[str, str] | None = None,
    subject_id: int | None = None,
    meeting: Meeting | None = None,
    when: datetime | None = None,
    **values: object,
) -> Missing:
    return Missing(
        kind=kind,
        unit_id=unit.id,
        unit_slug=unit.slug,
        title=title if title is not None else unit.title,
        detail=detail,
        values={**values, **({"when": when} if when is not None else {})},
        action=action,
        when=when,
        subject_id=subject_id,
        session_public_id=meeting.public_id if meeting else None,
    )


def soon(meeting: Meeting, now: datetime, within: timedelta) -> bool:
    """The meeting is under way or starts within this time."""
    return now < meeting.ends and meeting.starts - now <= within
