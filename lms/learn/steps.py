"""The one next step in words: title, lead, button, and what stands beside it.

Not here: which step it is (`courses.progress.steps`), and drawing the line (`tracks`).
"""

from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _

from courses.catalogue.models import UnitKind
from courses.delivery.models import Participation
from courses.progress.values import NextStep, StepKind
from lms.dates import format_long_day, format_minutes, format_moment
from lms.learn.shared import words
from lms.learn.tracks import unit_url
from lms.wording import sentence


@dataclass(frozen=True)
class StepWords:
    title: str
    lead: str
    href: str
    button: str
    """"" where one can only wait."""
    beside: str = ""


def step_words(step: NextStep, participation: Participation) -> StepWords:
    """What the board says about this step."""
    make = {
        StepKind.READ: _unit,
        StepKind.WATCH: _unit,
        StepKind.QUIZ: _unit,
        StepKind.HAND_IN: _hand_in,
        StepKind.IMPROVE: _improve,
        StepKind.ASK: _ask,
        StepKind.SESSION: _meeting,
        StepKind.RETURN_MOMENT: _meeting,
        StepKind.CHOOSE: _choose,
        StepKind.CATCH_UP: _catch_up,
        StepKind.WAIT: _wait,
    }[step.kind]
    return make(step, participation)


def _cost(step: NextStep) -> str:
    if step.minutes is None:
        return ""
    return str(_("Count on %(time)s.", time=format_minutes(step.minutes)))


def _lead(participation: Participation, *sentences: str) -> str:
    """`Arduino in de les. Reken op 10 min.`"""
    return " ".join([f"{words(participation.module_version.title)}.", *filter(None, sentences)])


def _unit(step: NextStep, participation: Participation) -> StepWords:
    title = words(step.title)
    return StepWords(
        title=str(_("Go on with “%(title)s”", title=title) if step.started else _("Start “%(title)s”", title=title)),
        lead=_lead(participation, _cost(step)),
        href=unit_url(participation, step.unit_slug),
        button=str(_("Go on where you were") if step.started else _("Start now")),
    )


def _hand_in(step: NextStep, participation: Participation) -> StepWords:
    due = str(_("Please before %(day)s", day=format_long_day(step.when))) if step.when else ""
    if not step.started:
        return StepWords(
            title=str(_("Try it in practice")),
            lead=_lead(participation, str(_("You do it and show what happened.")), _cost(step)),
            href=unit_url(participation, step.unit_slug),
            button=str(_("Open the assignment")),
            beside=due,
        )
    return StepWords(
        title=str(_("Hand in your practice assignment")),
        lead=_lead(participation, str(_("Your draft is kept.")), _cost(step)),
        href=_hand_in_url(step, participation),
        button=str(_("Go on where you were")),
        beside=due,
    )


def _hand_in_url(step: NextStep, participation: Participation) -> str:
    return url_for("learn.hand_in_work", participation=participation.public_id, unit_slug=step.unit_slug)


def _improve(step: NextStep, participation: Participation) -> StepWords:
    told = str(_("Your trainer wrote what you can add. The rest stands."))
    return StepWords(
        title=str(_("Add to your practice assignment")),
        lead=_lead(participation, told),
        href=_hand_in_url(step, participation),
        button=str(_("Read what your trainer wrote")),
    )


def _when_where(step: NextStep) -> str:
    when = format_moment(step.when) if step.when else ""
    return ", ".join(filter(None, (when, step.place)))


def _meeting_url(step: NextStep) -> str:
    return url_for("learn.meeting", session_id=step.session_public_id) if step.session_public_id else ""


def _ask(step: NextStep, participation: Participation) -> StepWords:
    return StepWords(
        title=str(_("Send your question for the return moment")),
        lead=_lead(participation, str(_("Your trainer prepares it.")), _cost(step)),
        href=f"{_meeting_url(step)}#question",
        button=str(_("Write your question")),
        beside=_when_where(step),
    )


def _meeting(step: NextStep, participation: Participation) -> StepWords:
    returning = step.unit_kind is UnitKind.RETURN_MOMENT
    title = _("Come to the return moment") if returning else _("Come to “%(title)s”", title=words(step.title))
    return StepWords(
        title=str(title),
        lead=_lead(participation, sentence(_when_where(step))),
        href=_meeting_url(step),
        button=str(_("See where and how")),
        beside=format_minutes(step.minutes) if step.minutes else "",
    )


def _choose(step: NextStep, participation: Participation) -> StepWords:
    slug = participation.module_version.module.slug
    return StepWords(
        title=str(_("Choose a group")),
        lead=_lead(participation, str(_("You are in no group now. What you did is kept."))),
        href=url_for("public.module", slug=slug) + "#kies",
        button=str(_("See the dates")),
    )


def _catch_up(step: NextStep, participation: Participation) -> StepWords:
    told = _("You missed it. Come along with another group, or do the substitute task.")
    return StepWords(
        title=str(_("Make up for “%(title)s”", title=words(step.title))),
        lead=_lead(participation, str(told)),
        href=f"{_meeting_url(step)}#missed",
        button=str(_("See what you can do")),
        beside=_when_where(step),
    )


def _wait(step: NextStep, participation: Participation) -> StepWords:
    if step.unit_kind is UnitKind.ASSIGNMENT and step.when is not None:
        title, told = _("A moment of rest"), _("You can hand in from %(when)s.", when=format_moment(step.when))
    elif step.unit_kind is UnitKind.ASSIGNMENT:
        title, told = _("Your trainer looks at your work"), _("You get a mail as soon as it is done.")
    elif step.session_public_id is not None and step.started:
        title, told = _("Your trainer reads your substitute task"), _("You get a mail as soon as it is done.")
    elif step.unit_kind not in (UnitKind.SESSION, UnitKind.RETURN_MOMENT) and step.when is not None:
        title = _("“%(title)s” opens later", title=words(step.title))
        told = _("You can read it from %(when)s.", when=format_long_day(step.when))
    elif step.session_public_id is not None:
        title = _("“%(title)s” is over", title=words(step.title))
        told = _("Your trainer still notes who was there. Could you not come? Ask for the substitute task.")
    else:
        title, told = _("The date of “%(title)s” follows", title=words(step.title)), _("You will hear from us.")
    return StepWords(str(title), _lead(participation, str(told)), _meeting_url(step), "")
