"""The European elements of a badge in plain words of the reader: only from a document whose signature holds.

A concept that we do not know is left out: its address says nothing to a person. Texts of strangers are cleaned and
bounded as everywhere (`facts`). Not here: what a microcredential must say (`credentials.microcredential`).
"""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from courses.base import text_in
from credentials.concepts import STACKABLE, STAND_ALONE, SUPERVISION, name_of
from credentials.microcredential import Elements, elements
from lms.badges.facts import MAX_ITEMS, clean
from lms.badges.inspection import Inspection
from lms.badges.labels import Fact
from lms.badges.words import _, ngettext, term
from lms.dates import format_date, reader_locale

Json = Mapping[str, Any]
MAX_OUTCOME = 500


def outcomes_of(inspection: Inspection) -> list[str]:
    """What the holder can do, in the reader's language where the badge has it."""
    achievement = _achievement(_proven(inspection))
    own = str(achievement.get("inLanguage") or "")
    found = (_outcome(item, own) for item in _objects(achievement.get("learningOutcome")))
    return [text for text in found if text]


def element_labels(inspection: Inspection) -> list[Fact]:
    """The other elements as labels, in the order of the recommendation; none for a badge that says none."""
    document = _proven(inspection)
    return list(_labels(elements(document))) if document else []


def _labels(found: Elements) -> Iterator[Fact]:
    if found.credits:
        yield (_("Credits"), ngettext("%(num)s credit (ECTS)", "%(num)s credits (ECTS)", found.credits))
    for level in found.levels[:MAX_ITEMS]:
        yield (_("Qualification level"), clean(f"{level.scheme} {level.code}"))
    assessed = [term(name) for name in map(name_of, found.assessment[:MAX_ITEMS]) if name]
    if assessed:
        yield (_("Assessment"), ", ".join(assessed))
    form = term(name_of(found.participation or ""))
    if form:
        yield (_("Form"), form)
    watched = _supervision(found)
    if watched:
        yield (_("Supervision"), watched)
    if found.quality:
        yield (_("Quality"), clean(found.quality["name"]), _reviewed(found.quality))
    if found.entry_requirement:
        yield (_("Needed beforehand"), clean(found.entry_requirement, MAX_OUTCOME))
    if STACKABLE in found.integration:
        yield (_("Counts further"), _("towards a larger credential"))
    elif STAND_ALONE in found.integration:
        yield (_("Counts further"), _("no, it stands alone"))


def _supervision(found: Elements) -> str:
    known = {address: both for both, address in SUPERVISION.items()}
    supervised, checked = known.get(found.supervision or "", (None, found.identity_checked))
    words = {True: _("supervised"), False: _("without supervision")}
    identity = {True: _("identity checked"), False: _("identity not checked")}
    return ", ".join(said[value] for said, value in ((words, supervised), (identity, checked)) if value is not None)


def _reviewed(quality: Mapping[str, str]) -> str:
    """When it was reviewed; nothing for what is no day."""
    try:
        return _("reviewed on %(day)s", day=format_date(date.fromisoformat(quality.get("reviewedOn", ""))))
    except ValueError:
        return ""


def _outcome(item: Json, own: str) -> str:
    others = item.get("statementTranslations")
    texts = {tag: text for tag, text in others.items() if isinstance(text, str)} if isinstance(others, Mapping) else {}
    statement = item.get("statement")
    known = texts | ({own: statement} if isinstance(statement, str) else {})
    return clean(text_in(known, reader_locale().language, own), MAX_OUTCOME)


def _proven(inspection: Inspection) -> Json:
    """The document, when its signature holds; else nothing of it is shown."""
    report = inspection.report
    return report.document or {} if report is not None and inspection.facts is not None else {}


def _achievement(document: Json) -> Json:
    subject = document.get("credentialSubject")
    achievement = subject.get("achievement") if isinstance(subject, Mapping) else None
    return achievement if isinstance(achievement, Mapping) else {}


def _objects(value: Any) -> list[Json]:
    listed = value if isinstance(value, list) else [value]
    return [item for item in listed[:MAX_ITEMS] if isinstance(item, Mapping)]
