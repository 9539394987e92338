"""Documents for a verification: our own first, then a cache, then the network, within one budget."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from courses.recognition.models import Issuer
from courses.trust.models import CachedDocument
from credentials.resolution import Found, NotFound, Refused, Resolution, Unreachable
from lms import clock, resolving
from lms.fetching import Fetched, FetchNotFound, FetchRefused, FetchUnreachable
from lms.resolving import app_resolver, network_resolver
from lms.wiring import Wiring
from tests.courses.recognition.world import make_signing_issuer

URL = "https://elsewhere.example/status/1"


class Net:
    """The network as this test wants it, counting who asks."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.answer: Fetched | Exception = Fetched(b"{}", "application/json", None, None)

    def fetch(self, url: str, **_: object) -> Fetched:
        self.asked.append(url)
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


@pytest.fixture
def net(monkeypatch: pytest.MonkeyPatch) -> Net:
    found = Net()
    monkeypatch.setattr(resolving, "fetch", found.fetch)
    return found


def kept(wiring: Wiring) -> list[CachedDocument]:
    with wiring.database.reading() as session:
        return list(session.scalars(select(CachedDocument)))


def test_our_own_documents_never_leave_the_house(wiring: Wiring, net: Net, database: object) -> None:
    with wiring.database.transaction() as session:
        did = make_signing_issuer(session, keystore=wiring.keystore).did
    resolve = app_resolver(wiring)
    assert isinstance(resolve(did), Found)
    with wiring.database.reading() as session:
        profile = session.scalars(select(Issuer.profile_url)).one()
    assert isinstance(resolve(profile), Found)
    assert resolve("http://localhost:8000/issuers/nobody") == NotFound()
    assert resolve("did:web:localhost%3A8000:issuers:nobody") == NotFound()
    assert net.asked == []


def test_others_are_fetched_once_and_kept_for_a_while(wiring: Wiring, net: Net, database: object) -> None:
    assert app_resolver(wiring)(URL) == Found(b"{}")
    assert app_resolver(wiring)(URL) == Found(b"{}")
    assert net.asked == [URL]
    later = clock.now() + resolving.USUAL + timedelta(seconds=1)
    with time_machine.travel(later.timestamp(), tick=False):
        assert app_resolver(wiring)(URL) == Found(b"{}")
    assert net.asked == [URL, URL]
    assert len(kept(wiring)) == 1


@pytest.mark.parametrize(("max_age", "seconds"), [(None, 300), (1, 30), (120, 120), (10**6, 3600)])
def test_a_revocation_is_seen_within_the_hour(
    wiring: Wiring, net: Net, database: object, max_age: int | None, seconds: int
) -> None:
    net.answer = Fetched(b"{}", None, None, max_age)
    now = clock.now()
    with time_machine.travel(now.timestamp(), tick=False):
        app_resolver(wiring)(URL)
    (row,) = kept(wiring)
    assert abs((row.fresh_until - now).total_seconds() - seconds) < 1


@pytest.mark.parametrize(("ttl", "max_age", "seconds"), [(60_000, 600, 60), (10_000, 600, 10), (600_000, 120, 120)])
def test_a_status_list_is_kept_no_longer_than_it_says_itself(
    wiring: Wiring, net: Net, database: object, ttl: int, max_age: int, seconds: int
) -> None:
    """W3C Bitstring Status List 1.0, section 2.2: a verifier must not use one that was kept for longer than `ttl`."""
    body = b'{"credentialSubject": {"type": "BitstringStatusList", "ttl": %d}}' % ttl
    net.answer = Fetched(body, "application/vc", None, max_age)
    now = clock.now()
    with time_machine.travel(now.timestamp(), tick=False):
        app_resolver(wiring)(URL)
    (row,) = kept(wiring)
    assert abs((row.fresh_until - now).total_seconds() - seconds) < 1


def test_what_may_not_be_kept_is_not(wiring: Wiring, net: Net, database: object) -> None:
    net.answer = Fetched(b"{}", None, None, 0)
    app_resolver(wiring)(URL)
    assert kept(wiring) == []


@pytest.mark.parametrize(
    ("answer", "resolution"),
    [
        (FetchRefused("private"), Refused("private")),
        (FetchNotFound("404"), NotFound()),
        (FetchUnreachable("late"), Unreachable("late")),
    ],
)
def test_the_four_answers(
    wiring: Wiring, net: Net, database: object, answer: Exception, resolution: Resolution
) -> None:
    net.answer = answer
    assert app_resolver(wiring)(URL) == resolution
    assert kept(wiring) == []


def test_one_verification_knocks_on_eight_doors_at_most(wiring: Wiring, net: Net, database: object) -> None:
    resolve = app_resolver(wiring)
    answers = [resolve(f"{URL}{number}") for number in range(20)]
    assert len(net.asked) == resolving.FETCHES
    assert all(isinstance(answer, Unreachable) for answer in answers[resolving.FETCHES :])


def test_a_did_is_asked_at_its_address(net: Net) -> None:
    assert network_resolver()("did:web:elsewhere.example:issuers:x#key-1") == Found(b"{}")
    assert net.asked == ["https://elsewhere.example/issuers/x/did.json"]
    assert isinstance(network_resolver()("did:example:123"), Refused)


def test_a_database_that_only_reads_still_verifies(
    wiring: Wiring, net: Net, database: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    """F6: keeping the document fails, the verification goes on."""
    monkeypatch.setattr(wiring.database, "transaction", wiring.database.reading)
    assert app_resolver(wiring)(URL) == Found(b"{}")
