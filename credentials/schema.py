"""The schema a credential says it follows: the schema check.

The published schemas of Open Badges 3.0 are checked here, to the letter and offline (`schema_form.py`); our own
extension's schema asks nothing that the structure check did not ask (tests/credentials/test_extension.py). Schemas of
others are not run: their patterns are somebody else's code, and extensions are never required (Open Badges 3.0,
"Extending and Profiling"). So a schema that is not known here is skipped, never passed. Source: Open Badges 3.0,
"Verification" step 1.
"""

from collections.abc import Mapping
from typing import Any

from credentials.contexts import MICROCREDENTIAL_SCHEMA
from credentials.report import Check, failed, passed, skipped
from credentials.schema_form import departs_at
from credentials.structure import SCHEMA_TYPE
from credentials.structure_fault import listed
from credentials.structure_links import PUBLISHED_SCHEMA

_KINDS = {"achievement": "OpenBadgeCredential", "endorsement": "EndorsementCredential"}


def check_schema(document: Mapping[str, Any], *, follows: str | None = None) -> Check:
    """The schema check of a credential whose structure passed: every schema it names, a departure before a skip.

    `follows`: the class whose published schema it is already known to follow.
    """
    schemas = listed(document.get("credentialSchema", []))
    if not schemas:
        return skipped("schema", "schema.none")
    each = [_one(document, item, follows) for item in schemas]
    worst = [check for outcome in ("failed", "skipped") for check in each if check.outcome == outcome]
    return worst[0] if worst else passed("schema", "schema.passed")


def _one(document: Mapping[str, Any], schema: Mapping[str, Any], follows: str | None) -> Check:
    url = schema["id"]
    published = PUBLISHED_SCHEMA.fullmatch(url)
    if SCHEMA_TYPE not in listed(schema["type"]) or (published is None and url != MICROCREDENTIAL_SCHEMA):
        return skipped("schema", "schema.extension", url=url)
    kind = _KINDS[published["kind"]] if published else None
    place = None if kind is None or kind == follows else departs_at(document, kind)
    return (
        passed("schema", "schema.passed") if place is None else failed("schema", "schema.failed", url=url, place=place)
    )
