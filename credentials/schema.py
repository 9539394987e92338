"""The schema a credential says it follows: the schema check.

The published Open Badges 3.0 schema asks less than `structure.py` does, so a badge that passed there passes
it too (tests/credentials/test_schema.py compares the two), but for its endorsements, which have a check of
their own. Schemas of others are not run: their patterns
are somebody else's code, and extensions are never required (Open Badges 3.0, "Extending and Profiling").
"""

import re
from collections.abc import Mapping
from typing import Any

from credentials.report import Check, passed, skipped
from credentials.structure import SCHEMA_TYPE

_PUBLISHED = re.compile(
    r"https://purl\.imsglobal\.org/spec/ob/v3p0/schema/json/ob_v3p0_(any)?achievementcredential_schema\.json"
)


def check_schema(document: Mapping[str, Any]) -> Check:
    """The schema check of a credential whose structure passed."""
    schemas = document.get("credentialSchema", [])
    listed = schemas if isinstance(schemas, list) else [schemas]
    if not listed:
        return skipped("schema", "schema.none")
    others = [item["id"] for item in listed if not _is_published(item)]
    if others:
        return skipped("schema", "schema.extension", url=others[0])
    return passed("schema", "schema.passed")


def _is_published(item: Mapping[str, Any]) -> bool:
    types = item.get("type")
    named = SCHEMA_TYPE in (types if isinstance(types, list) else [types])
    return named and _PUBLISHED.fullmatch(item["id"]) is not None
