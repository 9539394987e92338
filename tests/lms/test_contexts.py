"""The files of our extension are there for any reader, byte for byte as they are pinned."""

import hashlib
import json

import pytest
from flask.testing import FlaskClient

from credentials.contexts import MICROCREDENTIAL, MICROCREDENTIAL_SCHEMA, PINNED


@pytest.mark.parametrize(
    ("address", "media_type"),
    [(MICROCREDENTIAL, "application/ld+json"), (MICROCREDENTIAL_SCHEMA, "application/schema+json")],
)
def test_served_for_any_site_and_kept_by_caches(client: FlaskClient, address: str, media_type: str) -> None:
    path = f"/contexts/{address.rpartition('/')[2]}"
    answer = client.get(path, headers={"Origin": "https://elders.example"})
    assert (answer.status_code, answer.content_type) == (200, media_type)
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "public" in answer.headers["Cache-Control"]
    assert "Set-Cookie" not in answer.headers
    again = client.get(path, headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_the_context_is_the_pinned_one(client: FlaskClient) -> None:
    data = client.get("/contexts/microcredential-v1.json").data
    assert hashlib.sha256(data).hexdigest() == PINNED[MICROCREDENTIAL].sha256


def test_the_schema_names_its_own_address(client: FlaskClient) -> None:
    assert json.loads(client.get("/contexts/microcredential-v1.schema.json").data)["$id"] == MICROCREDENTIAL_SCHEMA


@pytest.mark.parametrize("name", ["credentials-v2.json", "x", "..%2f__init__.py", "leerspoor-microcredential-v1.json"])
def test_no_other_file_is(client: FlaskClient, name: str) -> None:
    assert client.get(f"/contexts/{name}").status_code == 404
