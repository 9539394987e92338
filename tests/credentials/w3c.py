"""The W3C's published vectors for Data Integrity (`vectors/vc-di-eddsa`, `vectors/vc-di-ecdsa`) and the contexts that
they use and no real verifier should know."""

import json
from pathlib import Path
from typing import Any

from credentials.contexts import Contexts

FOLDER = Path(__file__).parent / "vectors"
EXAMPLES = "https://www.w3.org/ns/credentials/examples/v2"
CITIZENSHIP = "https://w3id.org/citizenship/v4rc1"

_DATE_TIME = "http://www.w3.org/2001/XMLSchema#dateTime"
_CITIZENSHIP_TERMS: dict[str, Any] = {
    name: f"https://w3id.org/citizenship#{name}"
    for name in (
        "EmployablePerson",
        "EmploymentAuthorizationDocument",
        "EmploymentAuthorizationDocumentCredential",
        "PermanentResident",
        "PermanentResidentCard",
        "PermanentResidentCardCredential",
        "birthCountry",
        "commuterClassification",
        "employmentAuthorizationDocument",
        "lprCategory",
        "lprNumber",
        "permanentResidentCard",
    )
}
_SCHEMA_TERMS: dict[str, Any] = {
    name: f"https://schema.org/{name}"
    for name in ("Person", "additionalName", "familyName", "gender", "givenName", "identifier")
}
"""The citizenship context is in no package that is to be had. These terms are read off the canonical N-Quads that the
W3C publishes beside each document that uses it; a wrong one would give other N-Quads than those."""


def contexts() -> Contexts:
    """The pinned contexts, and those of the vectors."""
    citizenship = _CITIZENSHIP_TERMS | _SCHEMA_TERMS
    citizenship["birthDate"] = {"@id": "https://schema.org/birthDate", "@type": _DATE_TIME}
    citizenship["residentSince"] = {"@id": "https://w3id.org/citizenship#residentSince", "@type": _DATE_TIME}
    citizenship["image"] = {"@id": "https://schema.org/image", "@type": "@id"}
    examples = {"@vocab": "https://www.w3.org/ns/credentials/examples#"}
    return Contexts({EXAMPLES: json.dumps({"@context": examples}), CITIZENSHIP: json.dumps({"@context": citizenship})})


def value(path: str) -> Any:
    """The JSON of a vector."""
    return json.loads((FOLDER / path).read_text())


def text(path: str) -> str:
    """The text of a vector as published, its line end included."""
    return (FOLDER / path).read_text()


def line(path: str) -> str:
    """The one line of a vector."""
    return text(path).strip()
