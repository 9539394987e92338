"""The schema a badge names: the published ones are checked offline and to the letter, others are skipped.

That our reading of the published schemas is theirs: `test_agreement.py`.
"""

from typing import Any

import pytest

from credentials.contexts import MICROCREDENTIAL_SCHEMA
from credentials.proof import create_proof
from credentials.report import Verdict
from credentials.schema import check_schema
from tests.credentials import badges, examples
from tests.credentials.examples import EXTENSIONS, SCHEMA

PUBLISHED = SCHEMA.format("achievement")
OTHER = "https://x.example/schema.json"
KIND = "1EdTechJsonSchemaValidator2019"


def _with_schemas(*schemas: tuple[str, str], **changes: Any) -> dict[str, Any]:
    """A badge that names schemas, signed without the rules for issuing."""
    badge = badges.small() | {"credentialSchema": [{"id": url, "type": kind} for url, kind in schemas]} | changes
    badge["@context"] = [*badge["@context"], EXTENSIONS]
    return badge | {"proof": create_proof(badge, badges.signer(), created=badges.CREATED)}


@pytest.mark.parametrize(
    ("schemas", "outcome", "code"),
    [
        ([(PUBLISHED, KIND)], "passed", "schema.passed"),
        ([(PUBLISHED.replace("_achievement", "_anyachievement"), KIND)], "passed", "schema.passed"),
        ([(PUBLISHED.replace("/json/", "/json-ld/"), KIND)], "passed", "schema.passed"),
        ([(MICROCREDENTIAL_SCHEMA, KIND), (PUBLISHED, KIND)], "passed", "schema.passed"),
        ([(OTHER, KIND)], "skipped", "schema.extension"),
        ([(PUBLISHED, "JsonSchema")], "skipped", "schema.extension"),
        ([(PUBLISHED, KIND), (OTHER, KIND)], "skipped", "schema.extension"),
        ([(PUBLISHED + "#", KIND)], "skipped", "schema.extension"),
        ([(PUBLISHED.replace("/ob/", "/clr/").replace("/v3p0/", "/v2p0/"), KIND)], "skipped", "schema.extension"),
    ],
)
def test_schema_check(schemas: list[tuple[str, str]], outcome: str, code: str) -> None:
    """A schema that we do not run is never called followed."""
    report = badges.world().verify(_with_schemas(*schemas))
    assert (report.check("schema").outcome, report.check("schema").code) == (outcome, code)
    assert report.verdict is Verdict.VALID


def test_no_schema_is_no_fault() -> None:
    assert badges.world().verify(badges.signed().document).check("schema").code == "schema.none"


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"credentialStatus": [badges.rich().to_dict()["credentialStatus"]]}, "$.credentialStatus"),
        ({"endorsement": [{**badges.endorsement("urn:x").document, "name": None}]}, "$.endorsement[0].name"),
        ({"image": {"id": "https://x.example/i.png", "type": ["Image"]}}, "$.image.type"),
    ],
)
def test_a_badge_follows_the_schema_it_names(changes: dict[str, Any], place: str) -> None:
    """What we read from others although a schema refuses it, is refused where a badge says it follows that schema."""
    document = badges.small() | {"credentialSchema": {"id": PUBLISHED, "type": KIND}} | changes
    check = check_schema(document)
    assert (check.outcome, check.code, check.params["place"]) == ("failed", "schema.failed", place)
    assert place in check.reason
    assert check_schema(document | {"credentialSchema": {"id": OTHER, "type": KIND}}).outcome == "skipped"


def test_a_departure_makes_the_badge_invalid() -> None:
    status = badges.rich().to_dict()["credentialStatus"]
    report = badges.world().verify(_with_schemas((PUBLISHED, KIND), (OTHER, KIND), credentialStatus=[status]))
    assert report.check("structure").outcome == "passed"
    assert report.check("schema").code == "schema.failed"
    assert report.verdict is Verdict.INVALID


def test_the_schema_of_another_class() -> None:
    named = {"credentialSchema": {"id": SCHEMA.format("endorsement"), "type": KIND}}
    assert check_schema(badges.small() | named).code == "schema.failed"
    assert check_schema(examples.endorsement("urn:x") | named).code == "schema.passed"


def test_vcdm_1_has_a_form_of_its_own() -> None:
    """What stands at the address now is for 2.0 only; the badge of 1.1 is read as it was meant."""
    assert check_schema(examples.full_v1p1()).code == "schema.passed"
    assert check_schema(examples.full_v1p1() | {"issuer": "did:web:x.example"}).params["place"] == "$.issuer"


def test_no_schema_is_looked_up() -> None:
    world = badges.world()
    world.verify(_with_schemas((OTHER, KIND)))
    assert world.asked == [badges.DID]
