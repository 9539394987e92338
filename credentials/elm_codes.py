"""Codes that the European Learning Model asks for: languages and countries of the EU authority tables, by ISO code,
and the small nodes that hold them.

Source: authority tables `language` and `country` of the Publications Office of the European Union; the official
languages of the Union, and the countries that share its area of higher education. Not here: anything that is mapped.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from credentials.concepts import scheme_of

Json = dict[str, Any]
_AUTHORITY = "http://publications.europa.eu/resource/authority"


def _pairs(text: str) -> Mapping[str, str]:
    words = text.split()
    return MappingProxyType(dict(zip(words[::2], words[1::2], strict=True)))


LANGUAGES = _pairs(
    """bg BUL cs CES da DAN de DEU el ELL en ENG es SPA et EST fi FIN fr FRA ga GLE hr HRV hu HUN it ITA lt LIT
    lv LAV mt MLT nl NLD pl POL pt POR ro RON sk SLK sl SLV sv SWE"""
)
"""By ISO 639-1 code."""
COUNTRIES = _pairs(
    """AD AND AL ALB AM ARM AT AUT AZ AZE BA BIH BE BEL BG BGR CH CHE CY CYP CZ CZE DE DEU DK DNK EE EST ES ESP
    FI FIN FR FRA GB GBR GE GEO GR GRC HR HRV HU HUN IE IRL IS ISL IT ITA KZ KAZ LI LIE LT LTU LU LUX LV LVA
    MC MCO MD MDA ME MNE MK MKD MT MLT NL NLD NO NOR PL POL PT PRT RO ROU RS SRB SE SWE SI SVN SK SVK SM SMR
    TR TUR UA UKR VA VAT"""
)
"""By ISO 3166-1 alpha-2 code."""


def scheme(address: str) -> Json:
    """A concept scheme."""
    return {"id": address, "type": "ConceptScheme"}


def concept(address: str, name: str | None = None) -> Json:
    """A concept, with its scheme where it is one of the model's vocabularies; `name` in English."""
    found: Json = {"id": address, "type": "Concept"}
    known = scheme_of(address)
    if known:
        found["inScheme"] = scheme(known)
    return found | ({"prefLabel": {"en": name}} if name else {})


def authority(table: str, code: str) -> Json:
    """An entry of an EU authority table, such as `country` and `BEL`."""
    return {
        "id": f"{_AUTHORITY}/{table}/{code}",
        "type": "Concept",
        "inScheme": scheme(f"{_AUTHORITY}/{table}"),
        "notation": table,
    }
