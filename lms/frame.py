"""What the frame round every page needs (`docs/templates.md`): language, menu by role, who is signed in.

Not here: anything about one page.
"""

from typing import Any

from flask import Flask, request, session, url_for
from flask_babel import Babel, get_locale
from flask_babel import gettext as _

from courses.errors import N_
from courses.people.rules import initials
from lms.policy import Actor, Permission
from lms.signin import current_actor
from lms.wording import first_name

LANGUAGES = {"nl": "Nederlands", "fr": "Français", "en": "English"}

Words = tuple[tuple[str, str, Permission | None], ...]

#: Endpoint, words and permission (None: everybody). At most four words each: there is no menu button to hide them in.
VISITORS: Words = (("public.catalogue", N_("Catalogue"), None), ("badges.check", N_("Check a badge"), None))
COLLEAGUES = ("coach.colleagues", N_("Colleagues"), Permission.COACH)
LEARNERS: Words = (
    ("learn.home", N_("My learning track"), Permission.LEARN),
    COLLEAGUES,
    ("public.catalogue", N_("Catalogue"), None),
    ("badges.mine", N_("My badges"), Permission.OWN_BADGES),
)
TRAINERS: Words = (
    ("teach.queue", N_("Assess"), Permission.ASSESS),
    ("teach.runs", N_("Groups"), Permission.TEACH),
    ("learn.home", N_("My learning track"), Permission.LEARN),
    ("public.catalogue", N_("Catalogue"), None),
)
MANAGERS: Words = (
    ("teach.queue", N_("Assess"), Permission.ASSESS),
    ("teach.runs", N_("Groups"), Permission.TEACH),
    ("badges.issued", N_("Badges"), Permission.REVOKE),
    ("learn.home", N_("My learning track"), Permission.LEARN),
)
#: Addresses outside of a word's own that belong to it.
BELONGS = {"public.catalogue": ("/modules/",), "badges.issued": ("/uitreiken",)}
FOOT = (
    ("public.help", N_("Help")),
    ("public.privacy", N_("Privacy")),
    ("public.accessibility", N_("Accessibility")),
    ("badges.check", N_("Check a badge")),
)


def init_app(app: Flask) -> None:
    Babel(app, default_locale="nl", default_timezone="Europe/Brussels", locale_selector=choose_language)
    app.context_processor(lambda: frame(app))


def choose_language() -> str:
    """What the address says (`?taal=fr`), else what the reader chose here, their profile, the browser, else Dutch."""
    asked = request.args.get("taal")
    if asked in LANGUAGES:
        return asked
    chosen = session.get("language")
    if chosen in LANGUAGES:
        return str(chosen)
    actor = current_actor()
    if actor is not None and actor.language.split("-")[0] in LANGUAGES:
        return actor.language.split("-")[0]
    return request.accept_languages.best_match(list(LANGUAGES), default="nl") or "nl"


def frame(app: Flask) -> dict[str, Any]:
    """The variables of `base.html`."""
    actor = current_actor()
    known = app.view_functions
    locale = get_locale()
    found: dict[str, Any] = {
        "locale": str(locale).replace("_", "-") if locale else "nl",
        "home_url": "/",
        "nav": _menu(actor),
        "foot": [{"href": url_for(endpoint), "label": _(words)} for endpoint, words in FOOT if endpoint in known],
        "languages": _languages(app, locale.language if locale else "nl"),
        "sign_in_url": url_for("auth.sign_in") if "auth.sign_in" in known else "",
    }
    if actor is not None:
        found["person"] = {
            "href": url_for("auth.profile") if "auth.profile" in known else "",
            "initials": initials(actor.display_name),
            "name": first_name(actor.display_name),
        }
    return found


def _menu(actor: Actor | None) -> list[dict[str, Any]]:
    """The words at the top for this reader; whoever trains reads that work first. The logo leads to the catalogue."""
    words = VISITORS if actor is None else LEARNERS
    if actor is not None and actor.may(Permission.ASSESS):
        words = MANAGERS if actor.may(Permission.REVOKE) else TRAINERS
        words = (*words[:3], COLLEAGUES) if actor.may(Permission.COACH) else words
    return [
        {"href": url_for(endpoint), "label": _(label), "current": _is_here(endpoint)}
        for endpoint, label, permission in words
        if permission is None or (actor is not None and actor.may(permission))
    ]


def _is_here(endpoint: str) -> str:
    """ "page" for the page itself, "true" for one that belongs to it, as aria-current says it; else ""."""
    here, home = request.script_root + request.path, url_for(endpoint)
    if here == home:
        return "page"
    below = here.startswith((f"{home}/", *(request.script_root + one for one in BELONGS.get(endpoint, ()))))
    return "true" if below or (endpoint == "learn.home" and request.blueprint == "learn") else ""


def _languages(app: Flask, current: str) -> list[dict[str, Any]]:
    """The switch at the foot of the page; it leads back to the page itself."""
    if "public.language" not in app.view_functions:
        return []
    here = request.full_path.rstrip("?") if request.method == "GET" else "/"
    return [
        {
            "code": code,
            "label": name,
            "href": url_for("public.language", code=code, terug=here),
            "current": code == current,
        }
        for code, name in LANGUAGES.items()
    ]
