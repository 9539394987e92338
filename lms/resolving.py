"""Documents that a verification asks for: our own from the database, others from a cache, else fetched.

Each verification has one budget, so a badge cannot make this site knock on many doors. The site never calls
itself. Not here: how one document is fetched safely (`lms.fetching`), and what a document proves (`credentials`).
"""

import contextlib
import time
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from sqlalchemy.exc import SQLAlchemyError

from courses.recognition.queries.documents import own_document
from courses.trust.cache import cached_document, keep_document
from credentials.identifiers import did_web_to_url
from credentials.list_credential import keep_for
from credentials.resolution import Found, NotFound, Refused, Resolution, Resolve, Unreachable
from lms import clock
from lms.db import Database
from lms.fetching import (
    LARGEST,
    LARGEST_STATUS_LIST,
    SECONDS,
    Fetched,
    FetchNotFound,
    FetchRefused,
    FetchUnreachable,
    fetch,
)
from lms.settings import Settings, read_settings
from lms.wiring import Wiring

FETCHES = 8
BUDGET_SECONDS = 5.0
SHORTEST, USUAL, LONGEST = timedelta(seconds=30), timedelta(minutes=5), timedelta(hours=1)
"""How long a document of somebody else is kept: what its sender says, within these; a revocation must be seen, so a
status list no longer than it says itself."""


@dataclass
class Budget:
    """What one verification may spend."""

    fetches: int = FETCHES
    seconds: float = BUDGET_SECONDS
    _until: float | None = field(default=None, init=False)

    def take(self) -> float:
        """The seconds that the next fetch may take, or 0 when there is nothing left. Time counts from the first."""
        if self._until is None:
            self._until = time.monotonic() + self.seconds
        self.fetches -= 1
        if self.fetches < 0:
            return 0.0
        return max(0.0, min(SECONDS, self._until - time.monotonic()))


def app_resolver(wiring: Wiring) -> Resolve:
    """For one verification on a page: own database, cache, network. Make a new one for each."""
    budget = Budget()

    def resolve(address: str) -> Resolution:
        return _own(wiring.database, wiring.settings, address) or _cached_or_fetched(wiring, address, budget)

    return resolve


def network_resolver(settings: Settings | None = None) -> Resolve:
    """For one verification at the command line: the network only. Make a new one for each."""
    chosen = settings or read_settings()
    budget = Budget()

    def resolve(address: str) -> Resolution:
        answer = _fetched(chosen, address, budget)
        return Found(answer.body) if isinstance(answer, Fetched) else answer

    return resolve


def _own(database: Database, settings: Settings, address: str) -> Resolution | None:
    """Our own document. An address on our own host that we do not know is not asked for over the network."""
    with database.reading() as session:
        found = own_document(session, address)
    if found is not None:
        return Found(found.body)
    try:
        host = urlsplit(did_web_to_url(address) if address.startswith("did:") else address).netloc
    except ValueError:
        return None
    return NotFound() if host.lower() == settings.host.lower() else None


def _cached_or_fetched(wiring: Wiring, address: str, budget: Budget) -> Resolution:
    now = clock.now()
    with wiring.database.reading() as session:
        known = cached_document(session, address, now=now)
    if known is not None:
        return Found(known)
    answer = _fetched(wiring.settings, address, budget)
    if not isinstance(answer, Fetched):
        return answer
    if answer.max_age != 0:
        _keep(wiring.database, address, answer, now)
    return Found(answer.body)


def _keep(database: Database, address: str, answer: Fetched, now: datetime) -> None:
    """Verification goes on when the database only reads, or somebody else keeps the same document just now."""
    asked = timedelta(seconds=answer.max_age) if answer.max_age is not None else USUAL
    allowed = keep_for(answer.body)
    with contextlib.suppress(SQLAlchemyError), database.transaction() as session:
        keep_document(
            session,
            url=address,
            body=answer.body,
            media_type=answer.media_type,
            etag=answer.etag,
            fresh_until=now + min(max(asked, SHORTEST), LONGEST if allowed is None else min(allowed, LONGEST)),
            now=now,
        )


def _fetched(settings: Settings, address: str, budget: Budget) -> Fetched | NotFound | Unreachable | Refused:
    is_did = address.startswith("did:")
    try:
        url = did_web_to_url(address.partition("#")[0]) if is_did else address
    except ValueError:
        return Refused("this kind of identifier is not looked up")
    seconds = budget.take()
    if seconds <= 0:
        return Unreachable("the budget of this verification is spent")
    try:
        limit = LARGEST if is_did else LARGEST_STATUS_LIST
        return fetch(url, settings=settings, limit=limit, seconds=seconds)
    except FetchRefused as error:
        return Refused(str(error))
    except FetchNotFound:
        return NotFound()
    except FetchUnreachable as error:
        return Unreachable(str(error))
