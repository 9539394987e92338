"""What the certificate on paper says, from the same verified claims as the page."""

from courses.base import text_in
from courses.recognition.errors import NoCertificate
from lms.badges.facts import BadgeFacts
from lms.badges.inspection import Inspection
from lms.badges.labels import art_of, hours, level_facts
from lms.badges.words import _, term
from lms.certificates import CertificateFacts, certificate_pdf
from lms.dates import on_clock, reader_locale


def certificate_of(inspection: Inspection, credential: bytes) -> bytes:
    """The PDF in the reader's language; NoCertificate when the badge was revoked or does not verify."""
    award, facts = inspection.award, inspection.facts
    if award is None or facts is None or award.revoked_at is not None:
        raise NoCertificate()
    language = reader_locale().language
    said = CertificateFacts(
        language=language,
        issuer=award.issuer_name,
        holder=facts.holder,
        title=text_in(award.badge_name, language),
        description=text_in(award.badge_description, language),
        awarded_on=on_clock(award.awarded_at).date(),
        url=award.badge_url,
        badge_svg=art_of(award),
        theme=str(award.art.get("theme", "vak")),
        valid_until=on_clock(award.valid_until).date() if award.valid_until else None,
        hours=hours(award),
        level=level_facts(award)[0],
        level_indicative=True,
        form=term(award.participation_type),
        supervision=text_in(award.supervision, language),
        results=_results(facts),
        assessor=_quality(text_in(award.quality_system, language)),
    )
    return certificate_pdf(said, credential)


def _results(facts: BadgeFacts) -> tuple[tuple[str, str], ...]:
    return tuple((result.name, result.level_name or result.level) for result in facts.results)


def _quality(text: str) -> str:
    return _("Quality: %(text)s", text=text) if text else ""
