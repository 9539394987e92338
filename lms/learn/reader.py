"""The reader: one unit on a page, the line beside it, and the place that is kept for another device.

Not here: answering questions (`quiz`), sessions (`meetings`), handing in (`hand_in`).
"""

from flask import jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from courses.flows import learn
from courses.progress.queries import facts_of
from courses.progress.steps import step_for
from lms import clock
from lms.dates import format_time
from lms.db import reading, transaction
from lms.learn import blueprint
from lms.learn.reader_page import following, unit_page
from lms.learn.shared import own, own_zone
from lms.policy import Permission, requires


@blueprint.get("/leren/<participation>")
@requires(Permission.LEARN)
def resume(participation: str) -> ResponseReturnValue:
    """To the unit where the reader goes on: the next step, else the last unit of all."""
    with reading() as session:
        facts = facts_of(session, own(session, participation).id)
        step = step_for(facts, clock.now())
    slug = step.unit_slug if step else facts.units[-1].slug
    return redirect(url_for("learn.unit", participation=participation, unit_slug=slug))


@blueprint.get("/leren/<participation>/<unit_slug>")
@requires(Permission.LEARN)
def unit(participation: str, unit_slug: str) -> str:
    page = unit_page(participation, unit_slug, asked=request.args.get("vraag", ""))
    return render_template(f"learn/{page.template}.html", page=page)


@blueprint.post("/leren/<participation>/<unit_slug>/klaar")
@requires(Permission.LEARN)
def finish(participation: str, unit_slug: str) -> ResponseReturnValue:
    """The reader says "Done": on to the next unit that is not, or home when there is none."""
    with transaction() as session:
        mine = own(session, participation)
        learn.complete_unit(session, participation=mine, slug=unit_slug, now=clock.now())
        slug = following(facts_of(session, mine.id), unit_slug)
    if slug is None:
        return redirect(url_for("learn.home", spoor=participation))
    return redirect(url_for("learn.unit", participation=participation, unit_slug=slug))


@blueprint.post("/leren/<participation>/<unit_slug>/plaats")
@requires(Permission.LEARN)
def keep_place(participation: str, unit_slug: str) -> ResponseReturnValue:
    """For the page's script: remember the heading in view. Without it the unit itself is remembered."""
    place, now = request.form.get("place", ""), clock.now()
    with transaction() as session:
        mine, zone = own(session, participation), own_zone(session)
        learn.save_place(session, participation=mine, slug=unit_slug, place=place, now=now)
    return jsonify(saved=_("Your place was kept at %(time)s", time=format_time(now, zone)))
