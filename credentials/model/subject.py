"""Whom a credential is about and what is said of them: the recipient, results and evidence; or what is endorsed.

Source: Open Badges 3.0, "Data Models": AchievementSubject, IdentityObject, Result, Evidence, EndorsementSubject.
"""

# ruff: noqa: RUF009 - the field makers of base.py only ever return dataclasses.field()

from dataclasses import dataclass
from typing import Self

from credentials.identity import hash_identity
from credentials.model.achievement import Achievement, Alignment
from credentials.model.base import SpecObject, many, need, one, types
from credentials.model.profile import Image, Profile


@dataclass(frozen=True, kw_only=True)
class Result(SpecObject):
    """A result of one person, pointing at a ResultDescription and a level by id."""

    type: tuple[str, ...] = types("Result")
    achieved_level: str | None = one()
    alignment: tuple[Alignment, ...] = many("Alignment")
    result_description: str | None = one()
    status: str | None = one()
    value: str | None = one()


@dataclass(frozen=True, kw_only=True)
class Evidence(SpecObject):
    """What the person made or did."""

    id: str | None = one()
    type: tuple[str, ...] = types("Evidence")
    narrative: str | None = one()
    name: str | None = one()
    description: str | None = one()
    genre: str | None = one()
    audience: str | None = one()


@dataclass(frozen=True, kw_only=True)
class IdentityObject(SpecObject):
    """The recipient by an identifier, plain or hashed."""

    usually_compact = frozenset({"type"})
    type: tuple[str, ...] = types("IdentityObject")
    hashed: bool = need()
    identity_hash: str = need()
    identity_type: str = need()
    salt: str | None = one()

    @classmethod
    def hashed_email(cls, email: str, salt: str) -> Self:
        """An e-mail address as salted SHA-256, trimmed and lower-cased first."""
        digest = hash_identity(email, salt)
        return cls(hashed=True, identity_hash=digest, identity_type="emailAddress", salt=salt)


@dataclass(frozen=True, kw_only=True)
class AchievementSubject(SpecObject):
    """The person and what they achieved; `id` or at least one `identifier` must be there."""

    id: str | None = one()
    type: tuple[str, ...] = types("AchievementSubject")
    activity_end_date: str | None = one()
    activity_start_date: str | None = one()
    credits_earned: float | None = one()
    achievement: Achievement = need("Achievement")
    identifier: tuple[IdentityObject, ...] = many("IdentityObject")
    image: Image | None = one("Image")
    license_number: str | None = one()
    narrative: str | None = one()
    result: tuple[Result, ...] = many("Result")
    role: str | None = one()
    source: Profile | None = one("Profile")
    term: str | None = one()


@dataclass(frozen=True, kw_only=True)
class EndorsementSubject(SpecObject):
    """What is endorsed, by its `id`: a badge, an achievement or a profile."""

    id: str = need()
    type: tuple[str, ...] = types("EndorsementSubject")
    endorsement_comment: str | None = one()
