"""The holder's evidence on paper: words in the reader's language and the account's values, set as PDF/UA-1.

Not here: what stands in the account (`lms.learn.evidence_page`), and certificates (`certificates`).
"""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from flask_babel import gettext as _

from lms import clock, typesetting
from lms.dates import format_when, reader_locale
from lms.resources import resource


def evidence_pdf(account: Mapping[str, Any]) -> bytes:
    """As many A4 pages as it takes. `account` is what `Account.to_dict` gives."""
    main = (resource("templates") / "certificate" / "evidence.typ").read_bytes()
    said = {"account": _drawable(_with_moments(account)), "words": _words(), "language": reader_locale().language}
    return typesetting.compile_folder(
        {"main.typ": main},
        output="pdf",
        inputs={"said": json.dumps(said, ensure_ascii=False)},
        standards=("ua-1",),
        made_at=clock.now().replace(microsecond=0),
    )


def _with_moments(account: Mapping[str, Any]) -> dict[str, Any]:
    """Moments as people read them."""
    told = []
    for one in account["activities"]:
        moments = {
            name: format_when(datetime.fromisoformat(one[name]).astimezone(UTC)) if one[name] else ""
            for name in ("handed_in_at", "judged_at")
        }
        told.append({**one, **moments})
    return {**account, "activities": told}


def _drawable(value: Any) -> Any:
    """Without signs that no font of ours can draw, all the way down."""
    if isinstance(value, str):
        return typesetting.drawable(value.replace("\n", " "))
    if isinstance(value, dict):
        return {key: _drawable(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_drawable(one) for one in value]
    return value


def _words() -> dict[str, str]:
    return {
        "title": _("What was assessed"),
        "holder": _("Of"),
        "module": _("Module"),
        "goals": _("Goals of the module"),
        "own_goals": _("Goals of the own curriculum"),
        "handed_in": _("Handed in"),
        "judged": _("Judged"),
        "by": _("by"),
        "outcome": _("Outcome"),
        "points": _("Point by point"),
        "pieces": _("What was handed in"),
        "expired": _("expired framework"),
        "foot": _("This account is for its holder. Only a badge can be checked for being real."),
    }
