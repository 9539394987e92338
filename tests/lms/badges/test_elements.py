"""The page says the European elements of a badge in plain words, from its signed text only."""

import json
from decimal import Decimal

import pytest
from flask import Flask

from credentials.contexts import MICROCREDENTIAL
from lms.wiring import Wiring
from tests.courses.recognition.test_elements_of import ELEMENTS
from tests.lms.badges.conftest import Site, make_site

OUTCOMES = [{"nl": "geeft les", "fr": "donne cours"}, {"nl": "kijkt <b>terug</b>"}]


@pytest.fixture
def told(app: Flask, wiring: Wiring) -> Site:
    return make_site(
        app,
        wiring,
        achievement_type="MicroCredential",
        outcomes=OUTCOMES,
        study_load_hours=Decimal(52),
        assessment_type="oral examination",
        participation_type="Blended",
        elements=ELEMENTS,
    )


def page(site: Site, language: str = "nl") -> str:
    text: str = site.client.get(f"{site.path}?taal={language}", headers={"Accept": "text/html"}).get_data(as_text=True)
    return text


def test_the_elements_in_dutch(told: Site) -> None:
    text = page(told)
    assert 'data-verdict="valid"' in text
    assert "<li>geeft les</li>" in text
    assert "kijkt &lt;b&gt;terug&lt;/b&gt;" in text
    for words in (
        "2 studiepunten (ECTS)",
        "VKS 6",
        "met een gesprek",
        "ter plaatse en online",
        "onder toezicht, identiteit gecontroleerd",
        "getoetst op 1 september 2026",
        "Je geeft les.",
        "voor een groter bewijs",
    ):
        assert words in text, words


def test_the_elements_in_the_readers_language(told: Site) -> None:
    assert "<li>donne cours</li>" in page(told, "fr")


def test_they_are_signed(told: Site) -> None:
    document = json.loads(told.signed())
    assert MICROCREDENTIAL in document["@context"]
    assert document["credentialSubject"]["achievement"]["learningOutcome"][0]["statement"] == "geeft les"
    assert told.client.get(f"{told.path}/verification").get_json()["verdict"] == "VALID"


def test_what_is_not_proven_is_not_told(told: Site) -> None:
    told.change_edition(signed=told.signed().replace(b'"geeft les"', b'"geeft lol"'))
    text = page(told)
    assert 'data-verdict="tampered"' in text
    assert "geeft lol" not in text
    assert "studiepunten" not in text


def test_a_badge_of_before_tells_none(still: Site) -> None:
    text = page(still)
    assert 'data-verdict="valid"' in text
    assert "Telt verder mee" not in text
