"""Whether an issuer is known here, and by which name."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from courses.trust.models import KnownIssuer
from courses.trust.rules import skeleton


@dataclass(frozen=True, slots=True)
class Known:
    """An issuer on the list, under the name that we gave it."""

    issuer_id: str
    name: str
    since: datetime


def known_issuer(session: Session, issuer_id: str) -> Known | None:
    """The issuer with exactly this id, unless it is distrusted by now."""
    row = session.scalar(
        select(KnownIssuer).where(KnownIssuer.issuer_id == issuer_id, KnownIssuer.distrusted_at.is_(None))
    )
    return Known(row.issuer_id, row.name, row.known_since) if row else None


def known_issuers(session: Session, *, with_distrusted: bool = False) -> list[KnownIssuer]:
    query = select(KnownIssuer).order_by(KnownIssuer.name)
    return list(session.scalars(query if with_distrusted else query.where(KnownIssuer.distrusted_at.is_(None))))


def looks_like(session: Session, name: str) -> str | None:
    """The known name that `name` could be taken for; only for an issuer that is not that one itself."""
    wanted = skeleton(name)
    names = session.scalars(select(KnownIssuer.name).where(KnownIssuer.distrusted_at.is_(None)))
    return next((known for known in names if wanted and skeleton(known) == wanted), None)
