"""People, their addresses and roles."""

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from courses.people import addresses, queries, services
from courses.people.errors import NoSuchPerson, TooManyAddresses
from courses.people.models import AuditEvent, EmailAddress, Membership, Role
from courses.people.rules import initials, normalise_address, one_line
from tests.conftest import NOW
from tests.factories import make_organisation, make_person


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (" Nele@School.BE ", "nele@school.be"),
        ("nele@café.example", "nele@xn--caf-dma.example"),
        ("NELE", "nele"),
        ("a@b@School.be", "a@b@school.be"),
    ],
)
def test_addresses_are_kept_in_one_form(typed: str, kept: str) -> None:
    assert normalise_address(typed) == kept


@pytest.mark.parametrize(
    ("name", "letters"), [("Nele Wouters", "NW"), ("Karim", "K"), ("  ", "?"), ("Jan van der Aa", "JA"), ("- é", "É")]
)
def test_initials(name: str, letters: str) -> None:
    assert initials(name) == letters


def test_a_name_is_one_line() -> None:
    assert one_line(" Nele\r\n\tWouters\u2028x\x00 ") == "Nele Wouters x"


def test_mail_goes_to_the_primary_address_else_the_oldest_that_is_proved(session: Session) -> None:
    person = make_person(session, email="eerste@x.example")
    assert queries.primary_address(session, person.id) == "eerste@x.example"
    second = addresses.claim_address(session, person_id=person.id, address="tweede@x.example", now=NOW)
    assert second is not None
    assert queries.primary_address(session, person.id) == "eerste@x.example"
    second.verified_at = NOW
    addresses.make_primary(session, person_id=person.id, address="TWEEDE@x.example")
    assert queries.primary_address(session, person.id) == "tweede@x.example"
    assert queries.primary_address(session, make_person(session, email="").id) is None


def test_at_most_one_primary_address(session: Session) -> None:
    person = make_person(session)
    row = EmailAddress(person_id=person.id, address="x@x.example", is_primary=True, created_at=NOW)
    session.add(row)
    with pytest.raises(IntegrityError):
        session.flush()
    session.rollback()


def test_ten_addresses_are_enough(session: Session) -> None:
    person = make_person(session)
    for number in range(9):
        addresses.claim_address(session, person_id=person.id, address=f"{number}@x.example", now=NOW)
    with pytest.raises(TooManyAddresses):
        addresses.claim_address(session, person_id=person.id, address="10@x.example", now=NOW)


def test_only_a_proved_address_leads_to_a_person(session: Session) -> None:
    person = make_person(session, email="nele@x.example")
    addresses.claim_address(session, person_id=person.id, address="later@x.example", now=NOW)
    assert queries.person_by_address(session, "NELE@x.example") is person
    assert queries.person_by_address(session, "later@x.example") is None


def test_a_role_given_twice_is_given_once(session: Session) -> None:
    organisation, person = make_organisation(session), make_person(session)
    for _ in range(2):
        services.grant_role(session, person_id=person.id, organisation_id=organisation.id, role=Role.TRAINER, now=NOW)
    assert len(session.scalars(select(Membership)).all()) == 1
    assert queries.roles_of(session, person.id) == {organisation.id: frozenset({Role.TRAINER})}
    assert queries.roles_with_names(session, person.id) == [(organisation.name, Role.TRAINER)]


def test_changing_a_language_keeps_the_region_of_the_same_one(session: Session) -> None:
    person = make_person(session)
    services.change_person(session, person_id=person.id, display_name="Nele", language="nl")
    assert person.language == "nl-BE"
    services.change_person(session, person_id=person.id, display_name="Nele", language="fr")
    assert person.language == "fr"
    with pytest.raises(NoSuchPerson):
        services.change_person(session, person_id=999, display_name="X", language="nl")


def test_what_is_written_down(session: Session) -> None:
    person = make_person(session)
    services.audit(
        session,
        action="x",
        subject_kind="person",
        subject_id=person.id,
        actor_id=None,
        organisation_id=None,
        now=NOW,
        choice="y",
    )
    event = session.scalars(select(AuditEvent)).one()
    assert (event.action, event.subject_id, event.details) == ("x", person.id, {"choice": "y"})
