"""Renewing one's own badge: read what changed, answer a few questions, and it is there.

All questions stand on one page with one button, so that it takes ten minutes and no script. What was given stays on
the page when something is still open. The key never reaches the browser. Not here: judging (`courses.flows.renew`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, request, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response

from courses.base import Translations
from courses.flows.renew import Answered, renew, task_for_holder
from courses.practice.quiz_rules import Question, Verdict
from courses.recognition.errors import NotRenewable
from courses.recognition.models import BadgeVersion
from courses.recognition.queries.awards import award_of_holder
from courses.recognition.queries.renewals import UpdateTask
from lms import clock, markup
from lms.badges import blueprint
from lms.badges.labels import art_of, own_name
from lms.badges.words import _, ngettext
from lms.db import reading, transaction
from lms.errors import message_of
from lms.policy import Permission, requires
from lms.signin import actor
from lms.wiring import wiring
from lms.wording import text

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

Given = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Shown:
    """One question on the page. `options`: token, text, chosen now, place now."""

    slug: str
    type: str
    prompt: Markup
    image: str
    image_alt: str
    options: Sequence[tuple[str, str, bool, int]]
    value: str
    unit: str
    fault: str
    right: bool | None
    said: str


@blueprint.get("/mijn-badges/<public_id>/vernieuwen")
@requires(Permission.OWN_BADGES)
def renewing(public_id: str) -> str:
    """The update task of the newest version of the badge, with what was answered before."""
    return _page(public_id, {})


@blueprint.post("/mijn-badges/<public_id>/vernieuwen")
@requires(Permission.OWN_BADGES)
def renew_now(public_id: str) -> Response | tuple[str, int]:
    """Judge the answers; enough of them renew the badge."""
    now, given = clock.now(), _given()
    with transaction() as session:
        answered = renew(
            session, public_id=public_id, person_id=actor().person_id, given=given, secret=wiring().secret, now=now
        )
        made = answered.award.public_id if answered.award else ""
    if not made:
        return _page(public_id, given, answered), 422 if answered.faults else 200
    flash(_("Your badge is renewed. In a few seconds it is signed."), "ok")
    return redirect(url_for("badges.own", public_id=made), code=303)


def _given() -> dict[str, list[str]]:
    """By question: the chosen tokens or the typed text; an order as tokens by their place, or nothing when unclear."""
    found: dict[str, list[str]] = {}
    placed: dict[str, list[tuple[str, str]]] = {}
    for name in request.form:
        kind, _dash, rest = name.partition("-")
        if kind == "a":
            found[rest] = request.form.getlist(name)
        elif kind == "p":
            token, _dash, slug = rest.partition("-")
            placed.setdefault(slug, []).append((request.form[name], token))
    for slug, pairs in placed.items():
        unclear = sorted(place for place, _token in pairs) != sorted(str(n + 1) for n in range(len(pairs)))
        found[slug] = [] if unclear else [token for _place, token in sorted(pairs, key=lambda pair: int(pair[0]))]
    return found


def _page(public_id: str, given: Given, answered: Answered | None = None) -> str:
    now = clock.now()
    with reading() as session:
        task = task_for_holder(session, public_id=public_id, person_id=actor().person_id, now=now)
        award = award_of_holder(session, public_id, person_id=actor().person_id, now=now)
        return render_template(
            "badges/renew.html",
            award=award,
            name=own_name(award),
            art=art_of(award),
            title=text(task.title),
            minutes=task.minutes,
            intro=_prose(task.version, task.text),
            questions=[_shown(task, question, given, answered) for question in task.quiz.questions],
            needed=task.needed,
            answered=answered,
            summary=_summary(answered) if answered else "",
        )


def _summary(answered: Answered) -> str:
    if answered.faults:
        return ngettext("%(num)s question is still open.", "%(num)s questions are still open.", len(answered.faults))
    return ngettext("%(num)s answer is right so far.", "%(num)s answers are right so far.", answered.right)


def _shown(task: UpdateTask, question: Question, given: Given, answered: Answered | None) -> Shown:
    secret = wiring().secret
    shown = question.shown(secret)
    tokens = list(given.get(question.slug, ()))
    verdict = answered.verdicts.get(question.slug) if answered else None
    fault = answered.faults.get(question.slug) if answered else None
    places = {token: number for number, token in enumerate(tokens, start=1)}
    return Shown(
        slug=question.slug,
        type=question.type.value,
        prompt=_prose(task.version, shown.prompt),
        image=_file(task.version, shown.image) if shown.image else "",
        image_alt=_words(shown.image_alt),
        options=[
            (option.token, _words(option.text), option.token in tokens, places.get(option.token, 0))
            for option in shown.options
        ],
        value=tokens[0] if tokens and not shown.options else "",
        unit=shown.unit or "",
        fault=message_of(fault) if fault else "",
        right=verdict.right if verdict else None,
        said=_said(verdict) if verdict else "",
    )


def _said(verdict: Verdict) -> str:
    return " ".join(filter(None, (_words(verdict.feedback), *(_words(remark) for _option, remark in verdict.remarks))))


def _words(value: Translations | str | None) -> str:
    return text(value) if isinstance(value, dict) else value or ""


def _prose(version: BadgeVersion, value: Translations | str) -> Markup:
    return markup.render(_words(value), asset_url=lambda path: _file(version, path))


def _file(version: BadgeVersion, path: str) -> str:
    """Address of a file of the module version whose badge this is; nothing for a badge of no module."""
    module = version.module_version
    if module is None or all(material.path != path for material in module.materials):
        return ""
    return url_for("public.material", slug=module.module.slug, number=module.number, path=path)


def renewable(session: "Session", public_id: str) -> int:
    """How many minutes it takes to renew this own badge now; 0 when it cannot be renewed."""
    try:
        task = task_for_holder(session, public_id=public_id, person_id=actor().person_id, now=clock.now())
    except NotRenewable:
        return 0
    return task.minutes
