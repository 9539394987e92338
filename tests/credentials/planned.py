"""Canonical text with and without a plan, for the tests of `credentials/plan`."""

from typing import Any

from credentials.canonical import canonicalize
from credentials.contexts import PINNED_CONTEXTS
from credentials.errors import CredentialError
from credentials.plan import Plans
from credentials.plan.tokens import parts_of
from tests.credentials import badges


def full(document: dict[str, Any]) -> str:
    """The text of the full algorithm, or the code of its refusal."""
    try:
        return canonicalize(document)
    except CredentialError as error:
        return error.code


def by_plan(plans: Plans, document: dict[str, Any]) -> str:
    try:
        return plans.canonical(document).text
    except CredentialError as error:
        return error.code


def kept(document: dict[str, Any]) -> Plans:
    """Plans that know the shape of `document`."""
    plans = Plans()
    plans.canonical(document).keep()
    return plans


def plan_of(plans: Plans, document: dict[str, Any]) -> Any:
    return plans._store.find(parts_of(document) or [], PINNED_CONTEXTS.fingerprint)


def rich() -> dict[str, Any]:
    return badges.rich().to_dict()
