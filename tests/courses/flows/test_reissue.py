"""The holder changes what a badge shows: a new edition of the same award."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from courses.delivery.models import RecipientForm
from courses.flows.reissue import BadgeChoice, reissue
from courses.flows.revoke import revoke
from courses.flows.settle import settle
from courses.people.services import add_address
from courses.recognition.errors import AddressNotYours, CannotChange, NoSuchAward
from courses.recognition.models import Award
from credentials.identity import matches_hash
from tests.conftest import NOW
from tests.courses.recognition.world import make_world, read_everything
from tests.factories import make_person

LATER = NOW + timedelta(days=10)


def award(session: Session) -> Award:
    world = make_world(session)
    read_everything(session, world.participation)
    return settle(session, participation_id=world.participation.id, now=NOW)[0]


def person(given: Award) -> int:
    assert given.person_id is not None
    return given.person_id


def test_a_new_edition_is_later_and_otherwise_the_same_award(session: Session) -> None:
    given = award(session)
    first = given.editions[0]
    choice = BadgeChoice(show_name=True)
    second = reissue(session, public_id=given.public_id, person_id=person(given), choice=choice, now=LATER)
    assert (second.number, second.award_id) == (2, given.id)
    assert second.valid_from == LATER > first.valid_from
    assert given.awarded_at == NOW
    assert second.holder_name == "Nele Wouters"
    assert second.salt != first.salt
    assert given.current_edition == 1, "the old one is shown until the new one is signed"


def test_without_an_address_nothing_of_it_stays(session: Session) -> None:
    given = award(session)
    choice = BadgeChoice(form=RecipientForm.PAIRWISE)
    edition = reissue(session, public_id=given.public_id, person_id=person(given), choice=choice, now=LATER)
    assert (edition.identity_hash, edition.salt, edition.recipient_form) == (None, None, RecipientForm.PAIRWISE)


def test_another_address_of_the_holder(session: Session) -> None:
    given = award(session)
    row = add_address(session, person_id=person(given), address="nele@thuis.example", now=NOW, verified=True)
    choice = BadgeChoice(address_id=row.id)
    edition = reissue(session, public_id=given.public_id, person_id=person(given), choice=choice, now=LATER)
    assert matches_hash("nele@thuis.example", edition.salt or "", edition.identity_hash or "")


def test_an_address_that_is_not_proven_or_not_theirs_is_refused(session: Session) -> None:
    """A badge must never claim somebody else's address."""
    given = award(session)
    unproven = add_address(session, person_id=person(given), address="directeur@school.example", now=NOW)
    stranger = make_person(session, "Tom", email="tom@school.example").addresses
    session.flush()
    for address_id in (unproven.id, *(row.id for row in stranger), 0):
        with pytest.raises(AddressNotYours):
            reissue(
                session,
                public_id=given.public_id,
                person_id=person(given),
                choice=BadgeChoice(address_id=address_id),
                now=LATER,
            )


def test_only_the_holder_may(session: Session) -> None:
    given = award(session)
    other = make_person(session, "Tom")
    with pytest.raises(NoSuchAward):
        reissue(session, public_id=given.public_id, person_id=other.id, choice=BadgeChoice(), now=LATER)


def test_a_revoked_or_expired_badge_is_not_made_again(session: Session) -> None:
    given = award(session)
    given.valid_until = NOW + timedelta(days=1)
    with pytest.raises(CannotChange):
        reissue(session, public_id=given.public_id, person_id=person(given), choice=BadgeChoice(), now=LATER)
    given.valid_until = None
    revoke(session, public_id=given.public_id, reason="Fout", actor_id=None, now=NOW)
    with pytest.raises(CannotChange):
        reissue(session, public_id=given.public_id, person_id=person(given), choice=BadgeChoice(), now=LATER)


def test_twice_within_a_second_still_gives_later_editions(session: Session) -> None:
    given = award(session)
    times = [
        reissue(session, public_id=given.public_id, person_id=person(given), choice=BadgeChoice(), now=NOW).valid_from
        for _ in range(3)
    ]
    assert times == [NOW + timedelta(seconds=number) for number in (1, 2, 3)]
