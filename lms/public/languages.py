"""Changing the language of the site: a link at the foot of every page, kept in the session.

A visitor who never uses it gets no cookie for it. Not here: which language a page starts in (`lms.frame`).
"""

from typing import Any
from urllib.parse import urlsplit

from flask import request, session, url_for
from flask_babel import get_locale

from lms.frame import LANGUAGES


def offered() -> dict[str, Any]:
    """The variable `languages` of the page frame."""
    locale = get_locale()
    current = locale.language if locale is not None else "nl"
    here = request.full_path.rstrip("?") if request.method == "GET" else "/"
    return {
        "languages": [
            {
                "code": code,
                "label": label,
                "href": url_for("public.language", code=code, terug=here),
                "current": code == current,
            }
            for code, label in LANGUAGES.items()
        ]
    }


def choose(code: str) -> bool:
    """Read the site in this language from now on; False when it has none such."""
    if code not in LANGUAGES:
        return False
    session["language"] = code
    return True


def way_back(target: str) -> str:
    """`target` when it is a path on this site, else the front page."""
    parts = urlsplit(target)
    plain = target.startswith("/") and not target.startswith("//") and "\\" not in target
    if plain and not parts.scheme and not parts.netloc and target.isprintable():
        return target
    return "/"
