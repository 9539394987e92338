"""Who may do what: one table role x permission, and a mark on every route. What is not marked is refused.

A role counts only within its organisation. Whether a row belongs to the actor or to an organisation of theirs is
asked by the view with `Actor.may` and `Actor.organisations`; not here: reading rows, or signing in.
"""

import enum
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from courses.people.models import Role

MARK = "leerspoor_policy"


class Permission(enum.StrEnum):
    """What a route asks for."""

    OWN_ACCOUNT = "own_account"
    """See and change the own profile."""
    LEARN = "learn"
    """Enrol, learn, hand in."""
    OWN_BADGES = "own_badges"
    """See, share and change the own badges."""
    TEACH = "teach"
    """See runs, participants and sessions; record attendance."""
    ASSESS = "assess"
    """See handed-in work and judge it."""
    PLAN_RUNS = "plan_runs"
    """Make and change runs."""
    AWARD = "award"
    """Nominate somebody for a badge by hand."""
    REVOKE = "revoke"
    """Take a badge back."""
    MANAGE_CONTENT = "manage_content"
    """Import and publish modules."""
    COACH = "coach"
    """See what colleagues of the own school chose to show."""
    OPERATE = "operate"
    """See how the installation does."""


#: What everybody who is signed in may do, in any organisation or none: only ever with what is their own.
EVERYBODY = frozenset({Permission.OWN_ACCOUNT, Permission.LEARN, Permission.OWN_BADGES})

GRANTS: dict[Role, frozenset[Permission]] = {
    Role.LEARNER: frozenset(),
    Role.TRAINER: frozenset({Permission.TEACH, Permission.ASSESS}),
    Role.COACH: frozenset({Permission.COACH}),
    Role.HEAD: frozenset(),
    Role.MANAGER: frozenset(
        {
            Permission.TEACH,
            Permission.ASSESS,
            Permission.PLAN_RUNS,
            Permission.AWARD,
            Permission.REVOKE,
            Permission.MANAGE_CONTENT,
        }
    ),
    Role.ADMIN: frozenset({Permission.OPERATE}),
}


@dataclass(frozen=True)
class Actor:
    """Who is signed in, with their roles by organisation id."""

    person_id: int
    display_name: str
    language: str
    roles: Mapping[int, frozenset[Role]] = field(default_factory=dict)
    guest: bool = False
    """Assesses in some run as a guest, without a role in its organisation; in which one is asked of its rows."""

    def may(self, permission: Permission, organisation_id: int | None = None) -> bool:
        """Whether this is allowed in that organisation; without one, whether it is allowed in any."""
        if permission in EVERYBODY:
            return True
        if organisation_id is None:
            if permission is Permission.ASSESS and self.guest:
                return True
            return bool(self.organisations(permission))
        return organisation_id in self.organisations(permission)

    def organisations(self, permission: Permission) -> set[int]:
        """The organisations where this is allowed by a role. For what everybody may do: those with any role."""
        return {
            organisation_id
            for organisation_id, roles in self.roles.items()
            if permission in EVERYBODY or any(permission in GRANTS[role] for role in roles)
        }


View = TypeVar("View", bound=Callable[..., object])


@dataclass(frozen=True)
class Policy:
    """What is written on a route: a permission, or None for a page that everybody may open."""

    permission: Permission | None


def public(view: View) -> View:
    """Mark a view that anybody may open. Goes directly under the route decorator."""
    setattr(view, MARK, Policy(None))
    return view


def requires(permission: Permission) -> Callable[[View], View]:
    """Mark a view that needs `permission`. Goes directly under the route decorator."""

    def mark(view: View) -> View:
        setattr(view, MARK, Policy(permission))
        return view

    return mark


def policy_of(view: object) -> Policy | None:
    """The mark of a view; None when nobody put one, and then it is refused."""
    found = getattr(view, MARK, None)
    return found if isinstance(found, Policy) else None
