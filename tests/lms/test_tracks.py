"""Tracks on the pages: catalogue, the track's own page, Mijn leerspoor, enrolling, and the trainer's overview."""

import json
import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from courses.catalogue.models import UnitKind
from courses.catalogue.package import read_package
from courses.catalogue.package.track import read_track
from courses.delivery.models import Participation
from courses.flows.award_by_hand import award_by_hand
from courses.flows.import_package import import_package
from courses.flows.import_track import import_track
from courses.flows.settle import settle
from courses.frameworks.services import import_shipped
from courses.people.models import Role
from courses.people.services import grant_role
from courses.recognition.models import Award, Badge, BadgeVersion
from credentials.report import Verdict
from credentials.verifying import verify
from lms import clock
from lms.markup import parse
from lms.own_documents import own_resolver
from lms.relay import drain
from lms.wiring import Wiring
from tests.courses.recognition.world import make_signing_issuer, read_everything
from tests.factories import make_module_version, make_participation, make_person, make_run, make_track, sign_in


class World:
    """Two modules in an advised order, a badge that stacks, Nele in the first, Ilse who gives it."""

    def __init__(self, wiring: Wiring) -> None:
        with wiring.database.transaction() as session:
            issuer = make_signing_issuer(session, keystore=wiring.keystore)
            versions = [
                make_module_version(
                    session, organisation=issuer.organisation, kinds=(UnitKind.TEXT, UnitKind.QUIZ), issuer=issuer
                )
                for _ in range(2)
            ]
            versions[1].title = {"nl": "Toetsen met feedback"}
            for version in versions:
                session.expire(version)
            badges = [
                session.scalars(select(BadgeVersion).where(BadgeVersion.module_version_id == version.id)).one()
                for version in versions
            ]
            for badge in badges:
                badge.conditions = {"units": ["text"]}
            track = make_track(session, versions, badges=badges, issuer=issuer, ordered=True)
            ilse, nele, stranger = (make_person(session, name) for name in ("Ilse", "Nele Wouters", "Vreemd Iemand"))
            grant_role(
                session, person_id=ilse.id, organisation_id=issuer.organisation_id, role=Role.TRAINER, now=clock.now()
            )
            mine = make_run(session, versions[0], trainers=[ilse])
            second = make_run(session, versions[1])
            self.participation = make_participation(session, nele, mine).id
            make_participation(session, stranger, second)
            self.slug, self.ilse, self.nele = track.track.slug, ilse.id, nele.id
            self.second = second.public_id


@pytest.fixture
def world(wiring: Wiring, database: object) -> World:
    return World(wiring)


def test_the_catalogue_shows_tracks_until_one_filters(client: FlaskClient, world: World) -> None:
    """AAN-07."""
    page = client.get("/aanbod").text
    assert "Modules die samen horen" in page
    assert f'href="/trajecten/{world.slug}"' in page
    assert "Modules die samen horen" not in client.get("/aanbod?q=arduino").text


def test_a_tracks_page_is_for_everybody(client: FlaskClient, world: World) -> None:
    """AAN-02, KWA-10: nothing is locked, and what is advised first is said in plain words."""
    page = client.get(f"/trajecten/{world.slug}").text
    assert "Niets is op slot" in page
    assert "We raden eerst “Arduino in de les” aan. Je mag toch hier beginnen." in page
    assert "Bestaat uit 2 badges van dit traject." in page
    assert "Zie hoe ver je deelnemers zijn" not in page
    assert client.get("/trajecten/is-er-niet").status_code == 404


def test_my_track_on_my_own_page_and_done_when_the_badge_is_there(
    client: FlaskClient, wiring: Wiring, world: World
) -> None:
    sign_in(client, world.nele)
    assert "0 van 2 modules klaar." in client.get("/mijn-leerspoor").text
    with wiring.database.transaction() as session:
        read_everything(session, session.get_one(Participation, world.participation), clock.now())
        settle(session, participation_id=world.participation, now=clock.now())
    assert "1 van 2 modules klaar." in client.get("/mijn-leerspoor").text
    page = client.get(f"/trajecten/{world.slug}").text
    assert "Klaar." in page
    assert "We raden eerst" not in page, "the first is done"


def test_joining_the_second_first_is_advised_against_and_allowed(
    client: FlaskClient, wiring: Wiring, world: World
) -> None:
    """KWA-10: warn, do not block."""
    sign_in(client, world.nele)
    page = client.get(f"/inschrijven/{world.second}").text
    assert "We raden eerst “Arduino in de les” aan: deze module bouwt erop voort. Je mag toch meedoen." in page
    assert ">Schrijf me in<" in page


def test_a_trainer_sees_the_own_groups_only(client: FlaskClient, world: World) -> None:
    """AAN-07: one overview; who is in another's group is not in it."""
    sign_in(client, world.ilse)
    assert "Zie hoe ver je deelnemers zijn" in client.get(f"/trajecten/{world.slug}").text
    page = client.get(f"/trajecten/{world.slug}/deelnemers").text
    assert "Nele Wouters" in page
    assert "0 van 2 onderdelen klaar" in page
    assert "Vreemd Iemand" not in page


CONTENT = Path("courses/content")


def test_the_shipped_tracks_lead_to_microcredentials_that_verify(wiring: Wiring, database: object) -> None:
    """AAN-07: real packages and real signatures; who has the badges of the parts has a badge that anybody can check."""
    with wiring.database.transaction() as session:
        issuer = make_signing_issuer(
            session, keystore=wiring.keystore, quality_system={"nl": "Elke module is getoetst door een collega."}
        )
        import_shipped(session, now=clock.now())
        here = {"organisation_id": issuer.organisation_id, "issuer_id": issuer.id, "now": clock.now()}
        for manifest in sorted(CONTENT.glob("*/module.yaml")):
            package = read_package(manifest.parent, parse=parse)
            import_package(session, package=package, store=wiring.storage.put, **here)  # type: ignore[arg-type]
        tracks = [read_track(found.parent, parse=parse) for found in sorted(CONTENT.glob("*/track.yaml"))]
        assert [track.slug for track in tracks] == ["digicoach", "digitale-didactiek-in-het-praktijkvak"]
        nele, tom = make_person(session), make_person(session, "Tom")
        for track in tracks:
            import_track(session, package=track, **here)  # type: ignore[arg-type]
            assert track.badge is not None
            for slug in track.badge.conditions["badges"]:
                badge = session.scalars(select(BadgeVersion).join(Badge).where(Badge.slug == slug)).one()
                award_by_hand(
                    session,
                    badge_version_id=badge.id,
                    person_id=nele.id,
                    nominated_by_id=tom.id,
                    reason="Getoond.",
                    now=clock.now(),
                )
    drain(wiring)
    with wiring.database.reading() as session:
        stacked = session.scalars(
            select(Award).join(Award.badge_version).where(BadgeVersion.track_version_id > 0)
        ).all()
        assert [award.badge_version.achievement_type for award in stacked] == ["MicroCredential"] * 2
        for award in stacked:
            signed = award.editions[0].signed
            assert signed is not None
            report = verify(signed, resolve=own_resolver(wiring.database), now=clock.now())
            assert report.verdict is Verdict.VALID
            asked = award.badge_version.conditions["badges"]
            assert len(json.loads(signed)["evidence"]) == len(asked)


@pytest.mark.parametrize("text", sorted(CONTENT.glob("digicoach*/units/*.md")), ids=lambda path: path.parts[-3])
def test_what_coaches_read_is_short(text: Path) -> None:
    """Plain Dutch in one sitting: at most 600 words, and sentences of 15 words on average or less."""
    words = text.read_text().split()
    sentences = [part for part in re.split(r"[.?!:|]\s", text.read_text()) if len(part.split()) > 2]
    assert len(words) <= 600
    assert len(words) / max(1, len(sentences)) <= 16
