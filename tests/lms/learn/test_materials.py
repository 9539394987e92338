"""Material of a module on one page: what came with it, and what colleagues share (MAT-01, MAT-03, MAT-04)."""

import io
from datetime import timedelta

import pytest
from sqlalchemy import select

from courses.catalogue.models import Material, Unit
from courses.delivery.models import Participation, Run
from courses.files.models import Retention, StoredFile
from courses.files.services import record_file
from courses.flows.erase_person import erase_person
from courses.flows.share_material import Given, share_material
from courses.network.models import SharedMaterial
from courses.people.models import AuditEvent, Role
from lms.db import Database
from lms.relay import drain
from lms.storage import StoredFileMissing
from lms.wiring import Wiring
from tests.conftest import NOW
from tests.factories import make_participation, make_person, make_run, sign_in, token

from .conftest import Learner, visible


def _page(learner: Learner) -> str:
    return f"/leren/{learner.participation}/materiaal"


def _share(learner: Learner, **fields: object) -> int:
    said = {"title": "Werkblad wet van Ohm", "about": "Derde jaar", "licence": "CC-BY-SA-4.0", **fields}
    data = {"csrf_token": token(learner.client), **said}
    return learner.client.post(_page(learner), data=data).status_code


def _worksheet() -> tuple[io.BytesIO, str]:
    return io.BytesIO(b"Meet de spanning."), "werkblad.txt"


def _row(database: Database) -> SharedMaterial:
    with database.reading() as session:
        row = session.scalars(select(SharedMaterial)).one()
        session.refresh(row, ["file"])
        return row


def _colleague(learner: Learner, database: Database) -> str:
    """Somebody else of the group, signed in; their participation."""
    with database.transaction() as session:
        karim = make_person(session, "Karim Aziz", email="karim@x.example")
        taken = make_participation(session, karim, session.get_one(Run, learner.run_id))
        number, public_id = karim.id, taken.public_id
    sign_in(learner.client, number)
    return public_id


def _fetch(learner: Learner, item: str) -> tuple[int, str]:
    """What following the address gives in the end."""
    answer = learner.client.get(f"/materiaal/{item}", follow_redirects=True)
    return answer.status_code, answer.text


@pytest.fixture
def module(learner: Learner, database: Database) -> Learner:
    """With a film and its words, and a handout in the text."""
    with database.transaction() as session:
        units = {unit.slug: unit for unit in session.scalars(select(Unit))}
        units["quiz"].body = None
        units["text"].body = {"nl": "Neem het [werkblad](files/werkblad.txt)."}
        units["video"].settings = {
            "video": {"provider": "youtube", "id": "abc", "title": {"nl": "Film"}, "transcript": {"nl": "Ze zegt ja."}}
        }
        file = record_file(
            session,
            owner_id=None,
            sha256="0" * 64,
            size=10,
            media_type="text/plain",
            original_name="werkblad.txt",
            storage_key="x",
            retention=Retention.CONTENT,
            location_stripped=False,
            now=NOW,
        )
        version = learner.version_id
        session.add(Material(module_version_id=version, path="files/werkblad.txt", file_id=file.id))
    return learner


def test_reference_material_stands_by_part_with_its_words_to_keep(module: Learner) -> None:
    """MAT-01: handouts, and the words of a text or a film as a text file."""
    html = module.get(_page(module))
    assert "/versions/1/files/werkblad.txt" in html
    assert "werkblad.txt" in visible(html)
    answer = module.client.get(module.unit("video", "/tekst"))
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="video.txt"'
    assert "Ze zegt ja." in answer.text
    assert module.client.get(module.unit("quiz", "/tekst")).status_code == 404


def test_what_opens_later_keeps_its_material_until_then(module: Learner, database: Database) -> None:
    """AAN-05"""
    with database.transaction() as session:
        unit = session.scalars(select(Unit).where(Unit.slug == "text")).one()
        unit.settings = {"opens": {"session": "session", "days_before": 3}}
    assert "werkblad.txt" not in module.get(_page(module))
    assert module.client.get(module.unit("text", "/tekst")).status_code == 403


def test_the_material_stays_after_the_course_and_for_the_coordinator(module: Learner, database: Database) -> None:
    """MAT-04: for who took part, and for who gives or oversees the group, also when it is over."""
    with database.transaction() as session:
        run = session.get_one(Run, module.run_id)
        run.starts_on, run.ends_on = run.starts_on - timedelta(days=400), run.ends_on - timedelta(days=400)
        mine = session.get_one(Participation, module.participation_id)
        mine.enrolments[0].ended_at = NOW
        roles = {run.organisation: [Role.MANAGER]}
        coordinator = make_person(session, "Tom Peeters", email="tom@x.example", roles=roles).id
        stranger = make_person(session, "Lena Maes", email="lena@x.example").id
    assert "werkblad.txt" in module.get(_page(module))
    for person, status in ((coordinator, 200), (stranger, 404)):
        sign_in(module.client, person)
        answer = module.client.get(f"/groepen/{module.run}/materiaal")
        assert (answer.status_code, "werkblad.txt" in answer.text) == (status, status == 200)


def test_a_file_is_shared_under_a_licence_and_found_by_the_group(learner: Learner, database: Database) -> None:
    """MAT-03: with the name of its maker and what others may do with it."""
    assert _share(learner, file=_worksheet()) == 302
    item, colleague = _row(database).public_id, _colleague(learner, database)
    shown = visible(learner.get(f"/leren/{colleague}/materiaal"))
    assert "Werkblad wet van Ohm" in shown
    assert "CC-BY-SA-4.0 · Nele" in shown
    assert "Neem “Werkblad" not in shown, "only its maker takes it back"
    assert _fetch(learner, item) == (200, "Meet de spanning.")


def test_a_link_is_shared(learner: Learner, database: Database) -> None:
    assert _share(learner, url="https://maken.example/les") == 302
    answer = learner.client.get(f"/materiaal/{_row(database).public_id}")
    assert (answer.status_code, answer.headers["Location"]) == (303, "https://maken.example/les")
    assert "maken.example" in visible(learner.get(_page(learner)))


def test_taken_back_it_is_gone_for_good(learner: Learner, wiring: Wiring) -> None:
    """MAT-03: 410 for who could have it, at its own address and that of its file; the bytes are deleted."""
    database = wiring.database
    _share(learner, file=_worksheet())
    row = _row(database)
    assert row.file is not None
    file, key = row.file.public_id, row.file.storage_key or ""
    answer = learner.post(f"{_page(learner)}/{row.public_id}/terugnemen")
    assert answer.status_code == 302
    drain(wiring)
    assert "Werkblad wet van Ohm" not in visible(learner.get(_page(learner)))
    assert _fetch(learner, row.public_id)[0] == 410
    assert learner.client.get(f"/werk/bestanden/{file}").status_code == 410
    assert "Wie dit deelde, nam het terug" in learner.client.get(f"/materiaal/{row.public_id}").text
    with pytest.raises(StoredFileMissing):
        wiring.storage.read(key)


def test_who_has_nothing_to_do_with_the_module_finds_nothing(learner: Learner, database: Database) -> None:
    """Not even that it was there: 404 before and after it was taken back, also for who takes another module."""
    _share(learner, file=_worksheet())
    row = _row(database)
    with database.transaction() as session:
        lena = make_person(session, "Lena Maes", email="lena@x.example")
        elsewhere = make_participation(session, lena, make_run(session))
        stranger = lena.id
        given = Given("Iets anders", "", "CC0-1.0", "https://x.example")
        other = elsewhere.module_version.module_id
        share_material(session, module_id=other, person_id=lena.id, given=given, kept=None, now=NOW)
    for _ in range(2):
        sign_in(learner.client, stranger)
        assert _fetch(learner, row.public_id)[0] == 404
        assert learner.client.get(f"/werk/bestanden/{row.file.public_id if row.file else ''}").status_code == 404
        sign_in(learner.client, learner.person_id)
        learner.post(f"{_page(learner)}/{row.public_id}/terugnemen")


def test_a_trainer_shares_and_the_coordinator_takes_away(learner: Learner, database: Database) -> None:
    """MAT-03: what does not belong there is taken away by who oversees it, and that is written down."""
    with database.transaction() as session:
        run = session.get_one(Run, learner.run_id)
        roles = {run.organisation: [Role.MANAGER]}
        boss = make_person(session, "Tom Peeters", email="tom@x.example", roles=roles).id
    sign_in(learner.client, boss)
    page = f"/groepen/{learner.run}/materiaal"
    said = {"title": "Draaiboek", "licence": "CC-BY-4.0", "url": "https://maken.example/draaiboek"}
    assert learner.post(page, **said).status_code == 302
    assert learner.post(page, **{**said, "url": ""}).status_code == 422
    sign_in(learner.client, learner.person_id)
    assert "Draaiboek" in visible(learner.get(_page(learner)))
    with database.transaction() as session:
        session.scalars(select(SharedMaterial)).one().sharer_id = learner.person_id
    sign_in(learner.client, boss)
    assert "Neem “Draaiboek” terug" in visible(learner.get(page))
    assert learner.post(f"{page}/{_row(database).public_id}/terugnemen").status_code == 302
    with database.reading() as session:
        (event,) = session.scalars(select(AuditEvent).where(AuditEvent.action == "material_taken_away"))
        assert event.actor_id == boss


def test_a_colleague_cannot_take_it_back(learner: Learner, database: Database) -> None:
    _share(learner, file=_worksheet())
    item, colleague = _row(database).public_id, _colleague(learner, database)
    assert learner.post(f"/leren/{colleague}/materiaal/{item}/terugnemen").status_code == 404
    assert _row(database).withdrawn_at is None


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"title": " "}, "Geef het een naam"),
        ({}, "Kies een bestand of geef een link"),
        ({"licence": "alles", "url": "https://x.example"}, "Kies wat anderen ermee mogen doen"),
        ({"url": "javascript:alert(1)"}, "Een link begint met https://"),
        ({"url": "https://wie:geheim@x.example/"}, "Een link begint met https://"),
        ({"about": "x" * 501, "url": "https://x.example"}, "hoogstens 500 tekens"),
    ],
)
def test_what_is_not_right_comes_back_as_it_was_typed(
    learner: Learner, database: Database, fields: dict[str, object], sentence: str
) -> None:
    said = {"title": "Mijn plan", "about": "Zo doe ik het", "licence": "CC0-1.0", "url": "", **fields}
    answer = learner.post(_page(learner), **said)  # type: ignore[arg-type]
    assert answer.status_code == 422
    assert sentence in visible(answer.text)
    assert str(said["title"]) in answer.text
    with database.reading() as session:
        assert session.scalars(select(SharedMaterial)).all() == []


def test_a_file_that_is_not_what_it_says_is_refused(learner: Learner, database: Database) -> None:
    assert _share(learner, file=(io.BytesIO(b"<svg onload=alert(1)>"), "plan.pdf")) == 422
    with database.reading() as session:
        assert session.scalars(select(StoredFile)).all() == []


def test_erased_with_its_maker(learner: Learner, wiring: Wiring) -> None:
    """The address says that it is gone; no word, name or byte of it stays."""
    _share(learner, file=_worksheet())
    with wiring.database.transaction() as session:
        erase_person(session, person_id=learner.person_id, actor_id=None, now=NOW)
    row = _row(wiring.database)
    assert (row.sharer_id, row.title, row.about, row.url) == (None, "", "", None)
    assert row.withdrawn_at == NOW
    assert row.file is not None
    assert row.file.storage_key is None
