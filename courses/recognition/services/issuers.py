"""Making an issuer, once: its DID and addresses are inside every badge from then on."""

from datetime import datetime

from sqlalchemy.orm import Session

from courses.base import Translations
from courses.people.models import Organisation
from courses.recognition.models import Issuer
from courses.recognition.rules import did_web


def make_issuer(
    session: Session,
    *,
    organisation: Organisation,
    slug: str,
    base_url: str,
    now: datetime,
    name: str | None = None,
    description: Translations | None = None,
    url: str | None = None,
    email: str | None = None,
    quality_system: Translations | None = None,
) -> Issuer:
    """The issuer `slug` of `organisation`, without a key yet. `base_url` is frozen into its addresses."""
    base = base_url.rstrip("/")
    issuer = Issuer(
        organisation_id=organisation.id,
        slug=slug,
        did=did_web(base, slug),
        profile_url=f"{base}/issuers/{slug}",
        did_document_url=f"{base}/issuers/{slug}/did.json",
        name=name or organisation.name,
        description=description,
        url=url or organisation.url,
        email=email,
        country=organisation.country,
        quality_system=quality_system,
        created_at=now,
    )
    session.add(issuer)
    session.flush()
    return issuer
