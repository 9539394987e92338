"""What is let go of once an hour."""

from datetime import timedelta

from sqlalchemy import select

from courses.trust.cache import keep_document
from courses.trust.models import CachedDocument
from lms import clock
from lms.relay import drain, tidy_up_hourly
from lms.wiring import Wiring


def test_documents_of_others_go_when_they_are_stale(wiring: Wiring) -> None:
    """Anybody may have any badge checked, so what is fetched for that must not pile up."""
    now = clock.now()
    with wiring.database.transaction() as session:
        for name, fresh in (("stale", timedelta(seconds=-1)), ("fresh", timedelta(minutes=5))):
            keep_document(
                session,
                url=f"https://elsewhere.example/{name}",
                body=b"{}",
                media_type=None,
                etag=None,
                fresh_until=now + fresh,
                now=now - timedelta(hours=1),
            )
    tidy_up_hourly(wiring)
    drain(wiring)
    with wiring.database.reading() as session:
        assert session.scalars(select(CachedDocument.url)).all() == ["https://elsewhere.example/fresh"]
