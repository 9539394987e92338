"""What the group wants to know before a return moment, summed up on the trainer's list."""

from flask import Flask
from sqlalchemy import select

from courses.delivery.models import RunSession
from lms.db import Database
from tests.lms.practice_site import make_site


def test_questions_are_gathered_under_what_several_people_ask(app: Flask, database: Database) -> None:
    """DIF-05: the trainer sees them summarised before the session, each in full and escaped."""
    site = make_site(app, database)
    with database.reading() as session:
        meeting = session.scalars(select(RunSession)).one().public_id
    address = f"/groepen/{site.world.run}/bijeenkomsten/{meeting}"
    assert "Nog niemand stuurde een vraag" in site.as_("ilse").get(address).text
    asked = {"nele": "Hoe stel ik de <sensor> af?", "karim": "Welke sensoren kies ik?"}
    for who, body in asked.items():
        site.as_(who).post(f"/bijeenkomsten/{meeting}/vraag", body=body)
    page = site.as_("ilse").get(address).text
    assert "2 vragen." in page
    assert "vraagt naar: sensor (2)" in page
    assert "Hoe stel ik de &lt;sensor&gt; af?" in page
    assert "Welke sensoren kies ik?" in page
    assert f"{address}#questions" in site.as_("ilse").get(f"/groepen/{site.world.run}").text
