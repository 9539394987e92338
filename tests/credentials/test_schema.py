"""The published JSON Schema asks nothing that our own rules do not ask (Open Badges 3.0, "Conformance" of
verification).

So the schema check may pass when the structure check did, without running a schema that a badge points at.
"""

import json
from collections.abc import Iterator
from functools import cache
from typing import Any

import jsonschema
import pytest

from credentials.errors import ProofError
from credentials.proof import read_proof
from credentials.report import Verdict
from credentials.structure import faults
from tests.credentials import badges
from tests.credentials.mutations import dropped, name, nodes, replaced, variants
from tests.shared import shared_path

EXTENSIONS = "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json"
PUBLISHED = "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json"


@cache
def _validator() -> jsonschema.Draft201909Validator:
    path = shared_path("standards/openbadges/schemas/ob_v3p0_achievementcredential_schema.json")
    return jsonschema.Draft201909Validator(json.loads(path.read_text()))


def _mutants(badge: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for path, value in nodes(badge):
        yield f"drop {name(path)}", dropped(badge, path)
        for kind, other in variants(value):
            yield f"{kind} at {name(path)}", replaced(badge, path, other)


@pytest.mark.parametrize("kind", ["rich", "small", "endorsed"])
def test_good_badges_follow_the_published_schema(kind: str) -> None:
    assert [error.message for error in _validator().iter_errors(badges.signed(getattr(badges, kind)()).document)] == []


@pytest.mark.parametrize("kind", ["rich", "small"])
def test_what_the_schema_refuses_our_rules_refuse(kind: str) -> None:
    """Every node of a badge changed in many ways: where the schema says no, we say no to its structure or
    proof.

    One exception: `type` of a status entry may be a list by the specification, and may not by the schema.
    """
    badge = badges.signed(getattr(badges, kind)()).document
    missed = [
        what
        for what, mutant in _mutants(badge)
        if not faults(mutant, "OpenBadgeCredential") and not _validator().is_valid(mutant) and _proof_reads(mutant)
    ]
    assert missed == (["twice in a list at credentialStatus.type"] if kind == "rich" else [])


def _proof_reads(badge: dict[str, Any]) -> bool:
    try:
        read_proof(badge["proof"])
    except ProofError:
        return False
    return True


def _with_schema(url: str, kind: str = "1EdTechJsonSchemaValidator2019") -> dict[str, Any]:
    badge = badges.small() | {"credentialSchema": [{"id": url, "type": kind}]}
    badge["@context"] = [*badge["@context"], EXTENSIONS]
    return badges.signed(badge).document


def test_schema_check() -> None:
    published = badges.world().verify(_with_schema(PUBLISHED))
    assert (published.verdict, published.check("schema").outcome) == (Verdict.VALID, "passed")
    extension = badges.world().verify(_with_schema("https://x.example/schema.json"))
    assert (extension.verdict, extension.check("schema").outcome) == (Verdict.VALID, "skipped")
    assert badges.world().verify(badges.signed().document).check("schema").code == "schema.none"


def test_no_schema_is_looked_up() -> None:
    world = badges.world()
    world.verify(_with_schema("https://x.example/schema.json"))
    assert world.asked == [badges.DID]
