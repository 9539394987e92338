"""Documents of other issuers as last fetched. They are kept for a while, never trusted for being here."""

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from courses.trust.models import CachedDocument


def cached_document(session: Session, url: str, *, now: datetime) -> bytes | None:
    """The document at `url` while it is fresh."""
    return session.scalar(
        select(CachedDocument.body).where(CachedDocument.url == url, CachedDocument.fresh_until > now)
    )


def keep_document(
    session: Session,
    *,
    url: str,
    body: bytes,
    media_type: str | None,
    etag: str | None,
    fresh_until: datetime,
    now: datetime,
) -> None:
    """Keep a document, in place of an older one."""
    row = session.scalar(select(CachedDocument).where(CachedDocument.url == url).with_for_update())
    if row is None:
        row = CachedDocument(url=url, body=body, fetched_at=now, fresh_until=fresh_until)
        session.add(row)
    row.body, row.media_type, row.etag = body, (media_type or "")[:127] or None, (etag or "")[:255] or None
    row.fetched_at, row.fresh_until = now, fresh_until
    session.flush()


def forget_documents(session: Session, *, before: datetime) -> int:
    """Throw away what stopped being fresh before this moment; answers how many."""
    gone = session.execute(delete(CachedDocument).where(CachedDocument.fresh_until < before))
    return gone.rowcount  # type: ignore[attr-defined, no-any-return]
