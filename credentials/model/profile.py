"""Who issues, creates, assesses or endorses, with addresses and pictures.

Source: Open Badges 3.0, "Data Models": Profile, Address, GeoCoordinates, IdentifierEntry, Image.
"""

# ruff: noqa: RUF009 - the field makers of base.py only ever return dataclasses.field()

from dataclasses import dataclass
from typing import TYPE_CHECKING

from credentials.model.base import Json, SpecObject, many, need, one, types

if TYPE_CHECKING:
    from credentials.model.credential import EndorsementCredential


@dataclass(frozen=True, kw_only=True)
class Image(SpecObject):
    """A picture by address (https or data URI)."""

    usually_compact = frozenset({"type"})
    id: str = need()
    type: tuple[str, ...] = types("Image")
    caption: str | None = one()


@dataclass(frozen=True, kw_only=True)
class GeoCoordinates(SpecObject):
    """A place on earth, in degrees (WGS 84)."""

    usually_compact = frozenset({"type"})
    type: tuple[str, ...] = types("GeoCoordinates")
    latitude: float = need()
    longitude: float = need()


@dataclass(frozen=True, kw_only=True)
class Address(SpecObject):
    """A postal address of a Profile."""

    type: tuple[str, ...] = types("Address")
    address_country: str | None = one()
    address_country_code: str | None = one()
    address_region: str | None = one()
    address_locality: str | None = one()
    street_address: str | None = one()
    post_office_box_number: str | None = one()
    postal_code: str | None = one()
    geo: GeoCoordinates | None = one("GeoCoordinates")


@dataclass(frozen=True, kw_only=True)
class IdentifierEntry(SpecObject):
    """Another identifier of a Profile or Achievement, with its kind."""

    usually_compact = frozenset({"type"})
    type: tuple[str, ...] = types("IdentifierEntry")
    identifier: str = need()
    identifier_type: str = need()


@dataclass(frozen=True, kw_only=True)
class Profile(SpecObject):
    """Who issues, creates, assesses or endorses; a person by the parts of a name. `id` is the frozen DID or https
    address."""

    id: str = need()
    type: tuple[str, ...] = types("Profile")
    name: str | None = one()
    url: str | None = one()
    phone: str | None = one()
    description: str | None = one()
    endorsement: "tuple[EndorsementCredential | Json, ...]" = many("EndorsementCredential")
    endorsement_jwt: tuple[str, ...] = many()
    image: Image | None = one("Image")
    email: str | None = one()
    address: Address | None = one("Address")
    other_identifier: tuple[IdentifierEntry, ...] = many("IdentifierEntry")
    official: str | None = one()
    parent_org: "Profile | None" = one("Profile")
    family_name: str | None = one()
    given_name: str | None = one()
    additional_name: str | None = one()
    patronymic_name: str | None = one()
    honorific_prefix: str | None = one()
    honorific_suffix: str | None = one()
    family_name_prefix: str | None = one()
    date_of_birth: str | None = one()
