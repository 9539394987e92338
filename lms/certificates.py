"""The certificate on paper: one A4 page as PDF/UA-1 that carries its QR code and the signed badge itself.

Facts in, bytes out; the same facts give the same bytes. Which facts a holder lets be shown is decided
before this; how the page looks is in templates/certificate/. Needs an app context, for words in the right
language.
"""

import json
import unicodedata
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

from babel import Locale
from babel.core import UnknownLocaleError
from babel.dates import format_date
from flask_babel import force_locale
from flask_babel import gettext as _

from lms import typesetting
from lms.badge_art import THEMES
from lms.glyphs import JOINERS
from lms.qr import qr_svg
from lms.resources import resource

#: In characters; beyond these a text ends in an ellipsis, so that the page stays one page that can be read.
MAX_NAME, MAX_TITLE, MAX_TEXT, MAX_FACT = 110, 180, 700, 90
MAX_RESULTS = 8


@dataclass(frozen=True)
class CertificateFacts:
    """What the page says. Texts are in `language` already; an empty text leaves its line out."""

    language: str
    issuer: str
    holder: str
    """As the holder chose to be named; empty prints "the holder of this badge"."""
    title: str
    description: str
    awarded_on: date
    url: str
    """The public badge page: what the QR code and the link hold."""
    badge_svg: str
    theme: str = "vak"
    short_url: str = ""
    """Shown beside the QR code; the address without its scheme when empty."""
    valid_until: date | None = None
    hours: str = ""
    level: str = ""
    level_indicative: bool = False
    form: str = ""
    supervision: str = ""
    results: tuple[tuple[str, str], ...] = ()
    """Criterion and level, both in words."""
    assessor: str = ""
    """Who assessed, and how the quality is assured, in one or two sentences."""


def certificate_pdf(facts: CertificateFacts, credential: bytes) -> bytes:
    """One A4 page as PDF/UA-1, with `credential` attached byte for byte as credential.json."""
    folder = resource("templates") / "certificate"
    with force_locale(_known(facts.language)):
        said = _said(facts)
        code = qr_svg(facts.url, title=said["qr_alt"])
    files = {
        "main.typ": (folder / "certificate.typ").read_bytes(),
        "badge.svg": facts.badge_svg.encode(),
        "qr.svg": code,
        "credential.json": credential,
    }
    return typesetting.compile_folder(
        files,
        output="pdf",
        inputs={"said": json.dumps(said, ensure_ascii=False)},
        standards=("ua-1",),
        made_at=datetime.combine(facts.awarded_on, time(12), UTC),
    )


def _said(facts: CertificateFacts) -> dict[str, Any]:
    """Every word on the page. Runs inside the right locale."""
    title = _plain(facts.title, MAX_TITLE)
    holder = _name(facts.holder) or _("The holder of this badge")
    address = facts.short_url or facts.url.split("://", 1)[-1]
    return {
        "language": facts.language.split("-")[0],
        "colour": THEMES.get(facts.theme, THEMES["vak"])[0],
        "made": {"year": facts.awarded_on.year, "month": facts.awarded_on.month, "day": facts.awarded_on.day},
        "document_title": _("Certificate: %(title)s, %(holder)s", title=title, holder=holder),
        "issuer": _plain(facts.issuer, MAX_FACT),
        "declares": _("%(issuer)s declares that", issuer=_plain(facts.issuer, MAX_FACT)),
        "holder": holder,
        "earned": _("earned this badge on %(day)s:", day=_day(facts.awarded_on, facts.language)),
        "title": title,
        "description": _plain(facts.description, MAX_TEXT),
        "facts": _facts(facts),
        "results_title": _("Assessed on these points"),
        "results": [[_plain(point, MAX_FACT), _plain(level, 40)] for point, level in facts.results[:MAX_RESULTS]],
        "assessor": _plain(facts.assessor, 200),
        "url": facts.url,
        "short_url": _plain(address, 200),
        "scan": _("Is this real? Scan it and you know at once."),
        "or_go_to": _("Or go to"),
        "paper": _(
            "This paper is a print. The badge itself is a signed file, kept inside this PDF. "
            "Paper without a valid check proves nothing."
        ),
        "attachment": _("The signed badge: an Open Badges 3.0 credential"),
        "logo_alt": _("Logo: the written letter l"),
        "badge_alt": _("Image of the badge %(title)s", title=title),
        "line_alt": _("The track: learn, try it in class, come back"),
        "qr_alt": _("QR code to the badge page %(address)s", address=address),
    }


def _facts(facts: CertificateFacts) -> list[tuple[str, str, str]]:
    """Term, value and an aside in brackets, in the order of every label; without the empty ones."""
    rows = [
        (_("Issuer"), facts.issuer, ""),
        (_("Study load"), facts.hours, ""),
        (_("Level"), facts.level, _("indicative") if facts.level_indicative else ""),
        (_("Form"), facts.form, ""),
        (_("Supervision"), facts.supervision, ""),
        (
            _("Valid until"),
            _day(facts.valid_until, facts.language) if facts.valid_until else _("no end date"),
            "",
        ),
    ]
    return [(term, _plain(value, MAX_FACT), aside) for term, value, aside in rows if value]


def _known(language: str) -> str:
    """A locale Babel knows: the language itself, else its first part, else English."""
    for tag in (language, language.split("-")[0]):
        try:
            return str(Locale.parse(tag, sep="-"))
        except (UnknownLocaleError, ValueError):
            continue
    return "en"


def _day(day: date, language: str) -> str:
    return format_date(day, format="long", locale=_known(language))


def _name(text: str) -> str:
    """The holder's name, or "" when a letter of it cannot be drawn: better no name than a mangled one."""
    letters = "".join(sign for sign in unicodedata.normalize("NFC", text) if unicodedata.category(sign)[0] in "LM")
    return _plain(text, MAX_NAME) if typesetting.drawable(letters) == letters else ""


def _plain(text: str, limit: int) -> str:
    """One line, at most `limit` long, of signs our fonts can draw; none that turns the reading direction."""
    spaced = "".join(" " if sign.isspace() else sign for sign in unicodedata.normalize("NFC", text))
    kept = "".join(sign for sign in spaced if unicodedata.category(sign) not in ("Cc", "Cf") or ord(sign) in JOINERS)
    clean = " ".join(typesetting.drawable(kept).split())
    return clean if len(clean) <= limit else clean[: limit - 1].rstrip() + "…"
