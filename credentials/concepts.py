"""The concepts that the microcredential extension points at, by address.

Those of the European Learning Model where there are any (EU Vocabularies, dataset snb-model), else our own under
`MICROCREDENTIAL_TERMS`: of the methods of supervision only the two without supervision could be found with their
address. Names are the English ones of the vocabulary, because content packages use them; what people read is the web
app's. Not here: anything that judges a badge (`microcredential.py`).
"""

from collections.abc import Mapping
from types import MappingProxyType

from credentials.contexts import MICROCREDENTIAL_TERMS

_EU = "http://data.europa.eu/snb/"


def _concepts(scheme: str, names: Mapping[str, str]) -> Mapping[str, str]:
    return MappingProxyType({name: f"{_EU}{scheme}/{code}" for name, code in names.items()})


ASSESSMENT_TYPES = _concepts(
    "assessment",
    {
        "peer assessment": "19a2e5e671",
        "marked assignment": "2939dae15f",
        "continuous evaluation": "3484bd7e51",
        "portfolio": "4f03b91c0e",
        "group performance": "56539a6507",
        "practical assessment": "6a4db9f11d",
        "written examination": "6e6cb2cc78",
        "level of attendance": "7331eb4762",
        "project work": "795dac4096",
        "peer review": "812e3b0ae1",
        "quiz": "b1b68f6735",
        "problem based learning": "c4256a2726",
        "oral examination": "d30284d7df",
        "artefact assessment": "de4d165a6c",
    },
)
"""Scheme http://data.europa.eu/snb/assessment/25831c2."""

MODES = _concepts(
    "learning-assessment",
    {
        "Workbased": "729f3bed4b",
        "Project based": "7813801c77",
        "Presential": "9191af2ed9",
        "Online": "920fbb3cbe",
        "Blended": "e92d221e4d",
        "Research-Lab based": "ed4c557045",
    },
)
"""Forms of participation, scheme http://data.europa.eu/snb/learning-assessment/25831c2."""

SUPERVISION: Mapping[tuple[bool, bool], str] = MappingProxyType(
    {
        (False, False): f"{_EU}supervision-verification/c598449d64",
        (False, True): f"{_EU}supervision-verification/df2880c5cb",
        (True, False): f"{MICROCREDENTIAL_TERMS}supervisedWithoutIdentityCheck",
        (True, True): f"{MICROCREDENTIAL_TERMS}supervisedWithIdentityCheck",
    }
)
"""By whether the assessment was supervised and whether identity was checked."""

STAND_ALONE = f"{MICROCREDENTIAL_TERMS}standAlone"
STACKABLE = f"{MICROCREDENTIAL_TERMS}stackable"
"""Integration options: it counts towards a larger credential, which `related` may name."""

NATIONAL_LEVELS = f"{_EU}qdr/"
"""What the addresses of VKS and NLQF levels start with."""
LEVELS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "EQF": _concepts("eqf", {str(level): str(level) for level in range(1, 9)}),
        "VKS": _concepts(
            "qdr",
            {
                "1": "c_cf509e8a",
                "2": "c_7f5e85a7",
                "3": "c_650d7e95",
                "4": "c_615c4895",
                "5": "c_6fa57440",
                "6": "c_65235ec5",
                "7": "c_95fec238",
                "8": "c_13c65774",
            },
        ),
        "NLQF": _concepts(
            "qdr",
            {
                "instroom": "c_b42dd23b",
                "1": "c_3e11a3fd",
                "2": "c_c749fa23",
                "3": "c_f97cdbb5",
                "4": "c_ff656b33",
                "4+": "c_c2700f4e",
                "5": "c_18c9e9fe",
                "6": "c_1711a061",
                "7": "c_478359fc",
                "8": "c_2835a50f",
            },
        ),
    }
)
"""Levels by scheme and code: the European, Flemish and Dutch frameworks of qualifications."""
ECTS = f"{_EU}education-credit/6fcec5c5af"


def scheme_of(concept: str) -> str | None:
    """The concept scheme of a concept of the European Learning Model; None for another address."""
    if not concept.startswith(_EU):
        return None
    return f"{concept.rpartition('/')[0]}/25831c2"


def name_of(concept: str) -> str | None:
    """The English name of an assessment type, mode or level; None when it is not one of these."""
    for known in (ASSESSMENT_TYPES, MODES):
        for name, address in known.items():
            if address == concept:
                return name
    level = concept.removeprefix(f"{_EU}eqf/")
    return f"EQF level {level}" if level != concept and level.isdigit() else None
