"""One page with every component on it, for the tests of the look; holds made-up content only."""

from pathlib import Path

from flask import Flask, flash, render_template, request
from flask_babel import Babel
from flask_wtf import FlaskForm
from jinja2 import ChoiceLoader, FileSystemLoader
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, FileField, RadioField, SelectChoice, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired

from lms import assets
from lms.badge_art import FORMS, LEVELS, THEMES, badge_svg
from lms.line_art import Station

ROOT = Path(__file__).resolve().parents[2]
NAV = [
    {"href": "#mijn", "label": "Mijn leerspoor", "current": "page"},
    {"href": "#aanbod", "label": "Aanbod", "current": ""},
    {"href": "#badges", "label": "Mijn badges", "current": ""},
]
LANGUAGES = [
    {"code": "nl", "label": "Nederlands", "href": "?lang=nl", "current": True},
    {"code": "fr", "label": "Français", "href": "?lang=fr", "current": False},
]
STEPS = [
    {"state": "done", "title": "Instapcheck en basis", "note": "Klaar. Je sloeg de basis over, dat mocht."},
    {"state": "done", "title": "Werksessie in Geel", "meta": "ter plaatse · 3 uur", "href": "#s2"},
    {
        "state": "now",
        "title": "Praktijkopdracht in je eigen klas",
        "note": "Nog 1 foto.",
        "action_href": "#foto",
        "action_text": "Voeg de foto toe",
    },
    {"state": "todo", "title": "Terugkommoment", "kind": "return", "note": "Ilse Maes leidt het gesprek."},
    {"state": "todo", "title": "Je badge", "icon": "award"},
]
CONDITIONS = [
    {
        "title": "Lever je praktijkopdracht in",
        "note": "Alleen nog 1 foto",
        "action_href": "#l",
        "action_text": "Voeg de foto toe",
    },
    {
        "title": "Kom naar het terugkommoment",
        "note": "wo 25 november, 14.00",
        "action_href": "#t",
        "action_text": "Zet in je agenda",
    },
    {"title": "Al 6 onderdelen klaar", "done": True, "action_href": "#spoor", "action_text": "Toon ze"},
]
STATIONS = [Station("done")] * 6 + [
    Station("now", "class"),
    Station("todo", "return"),
    Station("todo", "badge"),
]


class _Form(FlaskForm):  # type: ignore[misc]
    name = StringField("Je naam", description="Zoals op je badge.", validators=[DataRequired("Vul je naam in.")])
    text = TextAreaField("Wat lukte?")
    field_of_study = SelectField("Studiegebied", choices=[SelectChoice("", "Alle"), SelectChoice("auto", "Auto")])
    group = RadioField("Kies je groep", choices=[SelectChoice("g", "Geel"), SelectChoice("b", "Breda")])
    file = FileField("Je lesplan")
    agree = BooleanField("Ook online te volgen", description="Je krijgt een link.")


def make_app() -> Flask:
    """A bare app with the templates, the drawings and one page, `/`; `/?embedded=1` is it in a frame."""
    app = Flask("lms", template_folder=str(ROOT / "templates"), static_folder=str(ROOT / "lms" / "static"))
    app.config.update(SECRET_KEY="for this test only", WTF_CSRF_ENABLED=False, BABEL_DEFAULT_LOCALE="nl")
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(ROOT / "lms" / "translations")
    Babel(app)
    assets.init_app(app)
    here = FileSystemLoader(Path(__file__).with_name("templates"))
    app.jinja_loader = ChoiceLoader([FileSystemLoader(ROOT / "templates"), here])
    app.add_url_rule("/", view_func=every_component)
    return app


def every_component() -> str:
    flash("Bewaard. Je kunt dit tot een uur later terugdraaien.", "ok")
    form = _Form(MultiDict({"name": ""}))
    form.validate()
    tones = ("ok", "stop", "wait", "info", "dim")
    return render_template(
        "every_component.html",
        embedded="embedded" in request.args,
        nav=NAV,
        languages=LANGUAGES,
        person={"href": "#profiel", "initials": "NW", "name": "Nele"},
        foot=[{"href": "#hulp", "label": "Hulp en contact"}, {"href": "#privacy", "label": "Privacy"}],
        form=form,
        steps=STEPS,
        conditions=CONDITIONS,
        stations=STATIONS,
        check_items=[{"tone": t, "title": "Niets aan veranderd", "text": "Elke letter is nog gelijk."} for t in tones],
        badges=_badges(),
    )


def _badges() -> list[str]:
    made = [
        badge_svg(theme=theme, form=form, level=LEVELS[i], label=LEVELS[i], title=f"{theme} {form}")
        for i, theme in enumerate(THEMES)
        for form in FORMS
    ]
    made.append(badge_svg(theme="vak", form=FORMS[1], level="B1", label="B1", title="ingetrokken", revoked=True))
    made.append(
        badge_svg(theme="", form="", level=None, label="afbeelding van\neen ander", title="ander", foreign=True)
    )
    return made
