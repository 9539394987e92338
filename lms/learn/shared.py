"""What several pages of a learner need: the own participation, text in the reader's language, prose.

Not here: anything about one page.
"""

import re
from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from flask import request, url_for
from markupsafe import Markup, escape

from courses.base import Translations, text_in
from courses.catalogue.models import ModuleVersion
from courses.delivery.models import Participation
from courses.delivery.queries import participation_of
from courses.people.models import Person
from lms import clock, markup
from lms.dates import ZONE, reader_locale
from lms.signin import actor

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

HEADING = re.compile(r"<h([2-4])>")
Text = Translations | str


def words(text: Text | None) -> str:
    """The text in the reader's language, else in any; "" for nothing."""
    if isinstance(text, Mapping):
        return text_in(dict(text), str(reader_locale()))
    return text or ""


def own(session: "Session", public_id: str) -> Participation:
    """The participation of whoever is signed in; anybody else's is not found."""
    return participation_of(session, public_id=public_id, person_id=actor().person_id)


def own_zone(session: "Session") -> str:
    """The time zone of whoever is signed in."""
    person = session.get(Person, actor().person_id)
    return person.time_zone if person is not None else ZONE


def today(zone: str) -> date:
    """The date on the reader's calendar."""
    return clock.now().astimezone(ZoneInfo(zone)).date()


def badge_url(public_id: str) -> str:
    """The holder's page of an own badge; its room is a stranger to this one, its address is agreed."""
    return f"{request.script_root}/mijn-badges/{public_id}"


def file_url(version: ModuleVersion, path: str) -> str:
    """Address of a file of this version; "" for one it does not have."""
    if all(material.path != path for material in version.materials):
        return ""
    return url_for("public.material", slug=version.module.slug, number=version.number, path=path)


def ticks(text: str) -> Markup:
    """One line of an author with its `code` marked; everything else is plain text."""
    parts = [escape(part) for part in text.split("`")]
    if len(parts) % 2 == 0:
        return escape(text)
    return Markup("").join(Markup("<code>{}</code>").format(part) if i % 2 else part for i, part in enumerate(parts))


def prose(version: ModuleVersion, text: Text | None) -> Markup:
    """Markdown of this version as HTML. Headings get the ids `part-1`, `part-2`, ...: a place to come back to."""
    html = markup.render(words(text), asset_url=lambda path: file_url(version, path))
    numbers = iter(range(1, 1000))
    return Markup(HEADING.sub(lambda found: f'<h{found[1]} id="part-{next(numbers)}">', str(html)))  # noqa: S704
