"""The facts of a badge as labels, in the order they come back everywhere, and its picture.

From verified claims where there are such; what a signature cannot hold in members of its own (study load, level) from
our frozen row of the same version. Not here: the verdict.
"""

from collections.abc import Sequence

from courses.base import text_in
from courses.recognition.queries import AwardView
from courses.recognition.queries.coming import Coming
from courses.recognition.rules import AwardStatus
from lms.badge_art import badge_svg
from lms.badges.facts import BadgeFacts
from lms.badges.inspection import Inspection
from lms.badges.kinds import Kind
from lms.badges.words import _, ngettext
from lms.dates import format_date, reader_locale

Fact = tuple[str, str] | tuple[str, str, str]


def own_name(award: AwardView) -> str:
    """The badge's name in the reader's language."""
    return text_in(award.badge_name, reader_locale().language)


def art_of(award: AwardView, *, dull: bool = False) -> str:
    """The drawing; grey when the badge was taken back, or (`dull`) when nothing is proven."""
    level = award.art.get("level")
    name = own_name(award)
    title = _("Badge %(name)s, level %(level)s", name=name, level=level) if level else _("Badge %(name)s", name=name)
    if award.status is AwardStatus.REPLACED:
        title = _("Badge %(name)s, replaced, in grey", name=name)
    elif award.revoked_at is not None:
        title = _("Badge %(name)s, revoked, in grey", name=name)
    return badge_svg(
        theme=str(award.art.get("theme", "vak")),
        form=award.achievement_type,
        level=level,
        label=level or "",
        title=title,
        revoked=dull or award.revoked_at is not None,
    )


def foreign_art() -> str:
    """What stands for somebody else's image: ours is never used for it."""
    return badge_svg(
        theme="vak",
        form="Competency",
        level=None,
        label=_("image of somebody else"),
        title=_("We do not show the image of this issuer"),
        foreign=True,
    )


def own_facts(inspection: Inspection) -> list[Fact]:
    """Labels of a badge of ours; without a proven file only what its number stands for."""
    award, facts = inspection.award, inspection.facts
    if award is None:
        return []
    holder = (facts.holder, _("shared so by the holder")) if facts and facts.holder else (_("not shown"), "")
    return [
        (_("Of"), *holder),
        (_("Issuer"), award.issuer_name),
        (_("Earned"), format_date(award.awarded_at)),
        (_("Valid until"), _until(inspection)),
        (_("Renewed"), ngettext("%(num)s time", "%(num)s times", award.renewal) if award.renewal else ""),
        (_("Study load"), hours(award)),
        *_levels(award),
    ]


def foreign_facts(facts: BadgeFacts, issuer: str) -> list[Fact]:
    """Labels of somebody else's badge: the domain before the name, and whose word each is."""
    named = _("calls itself “%(name)s”", name=facts.issuer_name) if facts.issuer_name and not issuer else ""
    place = facts.issuer_id if facts.issuer_id.startswith("did:key:") else facts.issuer_place
    return [
        (_("Issuer"), place, issuer or named),
        (_("Of"), facts.holder or _("not shown"), _("as stated") if facts.holder else ""),
        (_("Earned"), format_date(facts.awarded_at) if facts.awarded_at else _("not stated")),
        (_("Valid until"), format_date(facts.valid_until) if facts.valid_until else _("no end date stated")),
    ]


def eyebrow(inspection: Inspection) -> str:
    """The line above the name: how it was assessed, or that it no longer counts."""
    award = inspection.award
    if award is None:
        return _("Badge of another issuer")
    if not inspection.finding.proven and inspection.finding.kind not in (Kind.PENDING, Kind.ERASED):
        return _("Badge · not proven")
    if inspection.finding.kind in (Kind.REVOKED, Kind.REPLACED, Kind.EXPIRED, Kind.SUSPENDED):
        return _("Badge · no longer valid")
    return (
        _("Badge · taken part") if award.achievement_type == "CertificateOfCompletion" else _("Badge · work assessed")
    )


def hours(award: AwardView) -> str:
    """`16 uur`, or nothing."""
    load = award.study_load_hours
    if load is None:
        return ""
    whole = int(load) if load == int(load) else load
    return ngettext("%(num)s hour", "%(num)s hours", whole)


def level_facts(award: AwardView) -> tuple[str, str]:
    """The level and its framework; empty when none was set."""
    level = award.art.get("level")
    named = [item for item in award.alignments if item.get("level") and item.get("framework_name")]
    if not level:
        return "", ""
    framework = str(named[0]["framework_name"]) if named else ""
    return (_("%(level)s in %(framework)s", level=level, framework=framework) if framework else str(level)), framework


def _levels(award: AwardView) -> Sequence[Fact]:
    level, _framework = level_facts(award)
    return [(_("Level"), level, _("indicative"))] if level else []


def _until(inspection: Inspection) -> str:
    award = inspection.award
    if award is None:
        return ""
    if award.status is AwardStatus.REPLACED and award.revoked_at is not None:
        return _("replaced on %(day)s", day=format_date(award.revoked_at))
    if award.revoked_at is not None:
        return _("revoked on %(day)s", day=format_date(award.revoked_at))
    if award.valid_until is None:
        return _("no end date")
    return format_date(award.valid_until)


def coming_art(badge: Coming) -> str:
    """The drawing of a badge that is not there yet, in dots; the page says so in words."""
    return badge_svg(
        theme=str(badge.art.get("theme", "vak")),
        form=badge.achievement_type,
        level=badge.art.get("level"),
        label=badge.art.get("level") or "",
        title="",
        coming=True,
    )


def seen_by_others(award: AwardView) -> list[Fact]:
    """What whoever has the link sees of the holder, and who finds the link: shown beside it before one shares."""
    edition, pieces = award.edition, len(award.edition.evidence)
    found = _("everybody: search engines may show it") if award.shared_at else _("only who has the link")
    return [
        (_("Your name"), edition.holder_name or _("not shown")),
        (_("Your address"), _("not readable, but it can be checked") if edition.identity_hash else _("not shown")),
        (_("Your work"), ngettext("%(num)s piece", "%(num)s pieces", pieces) if pieces else _("not shown")),
        (_("Who finds it"), found),
    ]
