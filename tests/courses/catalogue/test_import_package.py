"""The same content comes in once; other content stands beside it and the old stays as it was (AAN-04)."""

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from courses.catalogue.errors import ModuleOfAnother
from courses.catalogue.models import Material, Module, ModuleVersion, UnitKind
from courses.catalogue.package import Package, read_package
from courses.catalogue.queries import material, published_version
from courses.catalogue.services import freeze
from courses.errors import Invalid, NotFound
from courses.files.models import StoredFile
from courses.flows.import_package import Imported, import_package
from courses.frameworks.services import import_shipped
from courses.models import Base
from courses.people.models import AuditEvent, Organisation
from courses.practice.models import Assignment, Rubric
from courses.recognition.models import BadgeVersion, Issuer
from lms.markup import parse
from tests.factories import make_issuer, make_organisation
from tests.packages import MANIFEST, replaced, write_package


class World:
    """A provider with an issuer, and a store that remembers what it was given."""

    def __init__(self, session: Session, folder: Path, now: datetime) -> None:
        self.session, self.folder, self.now = session, folder, now
        self.provider: Organisation = make_organisation(session)
        self.issuer: Issuer = make_issuer(session, self.provider)
        self.stored: list[bytes] = []

    def store(self, data: bytes) -> str:
        self.stored.append(data)
        return f"sleutel-{len(self.stored)}"

    def package(self, manifest: str = MANIFEST, **texts: str) -> Package:
        return read_package(write_package(self.folder, manifest, **texts), parse=parse)

    def take(self, package: Package, publish: bool = True) -> Imported:
        return import_package(
            self.session,
            package=package,
            organisation_id=self.provider.id,
            issuer_id=self.issuer.id,
            store=self.store,
            now=self.now,
            publish=publish,
        )

    def rows(self) -> dict[str, int]:
        """How many rows each table has."""
        counted = {}
        for table in Base.metadata.sorted_tables:
            counted[table.name] = self.session.scalar(select(func.count()).select_from(table)) or 0
        return counted


@pytest.fixture
def world(session: Session, tmp_path: Path, now: datetime) -> World:
    import_shipped(session, now=now)
    return World(session, tmp_path / "pakket", now)


def test_a_package_becomes_rows(world: World) -> None:
    done = world.take(world.package())
    version = world.session.get_one(ModuleVersion, done.module_version_id)
    assert (done.created, done.published, done.number) == (True, True, 1)
    assert version.title == {"nl": "Een kleine module", "en": "A small module"}
    assert [unit.kind for unit in version.units] == [
        UnitKind.TEXT,
        UnitKind.VIDEO,
        UnitKind.QUIZ,
        UnitKind.SESSION,
        UnitKind.ASSIGNMENT,
        UnitKind.RETURN_MOMENT,
    ]
    assert [unit.minutes for unit in version.units] == [15, 5, 10, 180, 120, 90]
    assert version.price_cents == 1250
    assert [material.path for material in version.materials] == ["files/werkblad.txt", "images/kring.png"]
    assert version.reviews[0].reviewed_by == "Tom Peeters"


def test_texts_of_a_unit_are_by_language(world: World) -> None:
    version = world.session.get_one(ModuleVersion, world.take(world.package()).module_version_id)
    lezen, kijken, vragen, samen, opdracht, terug = version.units
    assert lezen.settings == {}
    assert opdracht.settings == {}
    assert (lezen.body or {})["nl"].startswith("## Meten")
    assert kijken.settings["video"]["transcript"] == {"nl": "Iemand zegt: goeiedag.\n"}
    question = vragen.settings["quiz"]["questions"][0]
    assert question["prompt"] == {"nl": "Welke poort?"}
    assert question["options"][0] == {
        "slug": "a",
        "text": {"nl": "A0"},
        "right": True,
        "feedback": {"nl": "Ja."},
    }
    assert vragen.settings["quiz"]["questions"][2]["answer"] == {"value": 4.7, "tolerance": 0.3, "unit": "V"}
    assert samen.settings["session"]["bring"] == {"nl": "Een laptop."}
    assert terug.settings["return_moment"]["substitute"] == {"nl": "Schrijf een brief."}


def test_rubric_assignment_and_badge_belong_together(world: World) -> None:
    """The badge freezes the words of the goals that it was made with; an unknown goal keeps its code."""
    done = world.take(world.package())
    rubric = world.session.scalars(select(Rubric)).one()
    assignment = world.session.scalars(select(Assignment)).one()
    badge = world.session.scalars(select(BadgeVersion)).one()
    assert [level.name["nl"] for level in rubric.criteria[0].levels] == ["nog niet", "voldoet"]
    assert (assignment.rubric_id, assignment.min_words, assignment.accepts_link) == (rubric.id, 100, False)
    assert (badge.rubric_id, badge.module_version_id) == (rubric.id, done.module_version_id)
    assert badge.conditions == {"units": "all", "rubric": "r-les", "return_moment": "attended_or_substitute"}
    known, unknown = badge.alignments
    assert (known["code"], known["name"], known["level"]) == ("3.1", "Lesgeven", "B1")
    assert str(known["url"]).startswith("https://joint-research-centre")
    assert (unknown["name"], unknown["url"]) == ("9", None)


def test_importing_twice_changes_nothing(world: World) -> None:
    first = world.take(world.package())
    before = world.rows()
    again = world.take(world.package())
    assert (again.created, again.published) == (False, False)
    assert again.module_version_id == first.module_version_id
    assert world.rows() == before
    assert len(world.stored) == 2


def test_comments_and_line_ends_are_not_content(world: World) -> None:
    first = world.package()
    second = world.package(MANIFEST.replace("theme: vak\n", "theme: vak  # de kleur\r\n"))
    assert second.content_sha256 == first.content_sha256


@pytest.mark.parametrize(
    "texts", [{"units_01_lezen": "Zie [werkblad](files/werkblad.txt). Meer.\n"}, {"files_werkblad": "Vul alles in.\n"}]
)
def test_a_changed_file_is_other_content(world: World, texts: dict[str, str]) -> None:
    first = world.take(world.package())
    second = world.take(world.package(**texts))
    assert (second.created, second.number) == (True, 2)
    assert second.module_version_id != first.module_version_id


def test_a_frozen_version_is_not_touched_by_a_changed_import(world: World) -> None:
    """R13: old badges keep the old words, new ones get the new."""
    first = world.take(world.package())
    freeze(world.session, module_version_id=first.module_version_id, now=world.now)
    old = world.session.get_one(ModuleVersion, first.module_version_id)
    before = {column.name: getattr(old, column.name) for column in ModuleVersion.__table__.columns}
    bodies = [unit.body for unit in old.units]
    changed = replaced("criteria: Alles gedaan.", "criteria: Alles en meer.", replaced('"1.0"', '"1.1"'))
    second = world.take(world.package(changed, units_03_opdracht="Geef twee lessen.\n"))
    world.session.flush()
    world.session.expire_all()
    old = world.session.get_one(ModuleVersion, first.module_version_id)
    assert {column.name: getattr(old, column.name) for column in ModuleVersion.__table__.columns} == before
    assert [unit.body for unit in old.units] == bodies
    badges = world.session.scalars(select(BadgeVersion).order_by(BadgeVersion.number)).all()
    assert [badge.criteria["nl"] for badge in badges] == ["Alles gedaan.", "Alles en meer."]
    assert published_version(world.session, slug="kleine-module").id == second.module_version_id


def test_bytes_that_did_not_change_are_kept_once(world: World) -> None:
    world.take(world.package())
    world.take(world.package(units_03_opdracht="Geef twee lessen.\n"))
    assert len(world.stored) == 2
    assert world.session.scalar(select(func.count()).select_from(StoredFile)) == 2
    assert world.session.scalar(select(func.count()).select_from(Material)) == 4


def test_freezing_twice_keeps_the_first_moment(world: World) -> None:
    done = world.take(world.package())
    freeze(world.session, module_version_id=done.module_version_id, now=world.now)
    version = freeze(world.session, module_version_id=done.module_version_id, now=world.now + timedelta(days=1))
    assert version.frozen_at == world.now


def test_a_draft_is_not_shown_until_it_is_published(world: World) -> None:
    package = world.package()
    draft = world.take(package, publish=False)
    assert (draft.created, draft.published) == (True, False)
    with pytest.raises(NotFound):
        published_version(world.session, slug="kleine-module")
    with pytest.raises(NotFound):
        material(world.session, slug="kleine-module", number=1, path="images/kring.png")
    shown = world.take(package)
    assert (shown.created, shown.published) == (False, True)
    assert published_version(world.session, slug="kleine-module").id == draft.module_version_id


def test_a_name_belongs_to_one_provider(world: World) -> None:
    world.take(world.package())
    other = make_organisation(world.session)
    with pytest.raises(ModuleOfAnother):
        import_package(
            world.session,
            package=world.package(units_03_opdracht="Anders.\n"),
            organisation_id=other.id,
            issuer_id=make_issuer(world.session, other).id,
            store=world.store,
            now=world.now,
        )
    assert world.session.scalars(select(Module)).one().organisation_id == world.provider.id


def test_badges_need_an_issuer_of_the_provider(world: World) -> None:
    package = world.package()
    stranger = make_issuer(world.session)
    for issuer_id in (None, stranger.id):
        with pytest.raises(Invalid):
            import_package(
                world.session,
                package=package,
                organisation_id=world.provider.id,
                issuer_id=issuer_id,
                store=world.store,
                now=world.now,
            )
    assert world.session.scalar(select(func.count()).select_from(Module)) == 0
    import_package(
        world.session,
        package=replace(package, badges=()),
        organisation_id=world.provider.id,
        issuer_id=None,
        store=world.store,
        now=world.now,
    )


def test_goals_that_are_unknown_or_over_are_named(world: World) -> None:
    manifest = replaced('{framework: vl-et-2g-2021, code: "4.4"}', '{framework: vl-et-2g-2021, code: "99.9"}')
    assert world.take(world.package()).expired_goals == ("vl-et-2g-2021 4.4",)
    assert world.take(world.package(manifest)).unknown_goals == ("vl-et-2g-2021 99.9",)


def test_an_import_is_on_record(world: World) -> None:
    done = world.take(world.package())
    events = world.session.scalars(select(AuditEvent).order_by(AuditEvent.id)).all()
    assert [(event.action, event.subject_id) for event in events] == [
        ("module_imported", done.module_version_id),
        ("module_published", done.module_version_id),
    ]


def test_every_shipped_package_comes_in(world: World) -> None:
    """Every module as real input (INH-04: goals of teacher and, in a subject, of pupil, and a practice assignment)."""
    shipped = sorted(Path("courses/content").glob("*/module.yaml"))
    assert len(shipped) == 9
    for manifest in shipped:
        package = read_package(manifest.parent, parse=parse)
        done = world.take(package)
        version = world.session.get_one(ModuleVersion, done.module_version_id)
        frameworks = {alignment.framework_code for alignment in version.alignments}
        assert "digcompedu" in frameworks
        assert "vl-et-2g-2021" in frameworks or package.theme in ("coach", "stapel")
        assert any(unit.kind is UnitKind.ASSIGNMENT for unit in version.units)
        assert version.pupils
