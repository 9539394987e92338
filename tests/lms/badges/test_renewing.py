"""The update task on the web: found from the own badge, works as a plain form, and both pages say "renewed"."""

import re
from datetime import timedelta

from courses.recognition.models import Award, BadgeVersion
from lms import clock
from tests.courses.flows.test_renew import TASK
from tests.factories import sign_in, token
from tests.lms.badges.conftest import Site


def due(site: Site) -> str:
    """The badge ends in ten days and has an update task; its address."""
    with site.wiring.database.transaction() as session:
        award = session.get_one(Award, site.award_id)
        award.valid_until = clock.now() + timedelta(days=10)
        version = session.get_one(BadgeVersion, award.badge_version_id)
        version.valid_years, version.renewal = 2, TASK
    sign_in(site.client, site.person_id)
    return f"/mijn-badges/{site.public_id}/vernieuwen?taal=nl"


def test_the_own_badge_leads_to_ten_minutes_and_the_answers_renew_it(site: Site) -> None:
    address = due(site)
    assert f"/mijn-badges/{site.public_id}/vernieuwen" in site.client.get(f"/mijn-badges/{site.public_id}").text
    page = site.client.get(address).text
    assert "Ongeveer 10 minuten" in page
    tokens = re.findall(r'name="a-q1" value="([^"]+)"', page)
    assert len(tokens) == 2
    fields = {"csrf_token": token(site.client), "a-q2": "4,7"}
    still = site.client.post(address, data=fields)
    assert (still.status_code, "1 vraag staat nog open." in still.text, 'value="4,7"' in still.text) == (
        422,
        True,
        True,
    )
    answers = [site.client.post(address, data=fields | {"a-q1": one}) for one in tokens]
    assert sorted(answer.status_code for answer in answers) == [200, 303] or answers[0].status_code == 303
    site.work()
    old = site.app.test_client().get(f"{site.path}?taal=nl", headers={"Accept": "text/html"}).text
    assert "Bekijk de vernieuwde badge" in old
    said = site.app.test_client().get(f"{site.path}/verification").json or {}
    with site.wiring.database.reading() as session:
        made = session.query(Award).filter_by(supersedes_id=site.award_id).one()
        assert said["renewed_by"] == made.badge_url
        new = made.public_id
    fresh = site.app.test_client().get(f"/badges/{new}?taal=nl", headers={"Accept": "text/html"}).text
    assert "1 keer" in fresh
    shelf = site.client.get("/mijn-badges?taal=nl").text
    assert (new in shelf, site.public_id in shelf, "vernieuwd 1x" in shelf) == (True, False, True)


def test_the_key_is_not_in_the_page(site: Site) -> None:
    page = site.client.get(due(site)).text
    assert "A0 is analoog" not in page
    assert "Juist." not in page
