"""Track packages: what comes in, and that what is wrong is named with its line (AAN-07)."""

from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from courses.catalogue.models import TrackVersion
from courses.catalogue.package import PackageRefused, Severity
from courses.catalogue.package.track import TrackPackage, check_track, is_track, read_track
from courses.catalogue.track_queries import offered_tracks, tracks_with
from courses.errors import Invalid
from courses.flows.import_track import import_track
from courses.recognition.models import BadgeVersion, Issuer
from lms.markup import parse
from tests.conftest import NOW
from tests.factories import make_issuer, make_module_version

MANIFEST = """\
format: leerspoor-track/1
slug: digitale-didactiek
version: "1.0"
language: nl
title: {nl: Digitale didactiek, en: Digital didactics}
summary: Drie modules die samen horen.
description: |
  Je **kunt** daarna een praktijkles geven met digitale middelen.
theme: stapel
ordered: true
hours: 52
contact: {name: Ilse Maes, email: ilse@voorbeeld.example}
parts:
  - {module: eerste, period: september}
  - {module: tweede, note: "Bouwt voort op de eerste."}
badge:
  slug: mc-didactiek
  name: Digitale didactiek
  achievement_type: Competency
  description: Integreert digitale middelen.
  criteria: Heeft de badges van de modules.
  art: {theme: stapel, level: B2}
  conditions: {badges: [badge-een, badge-twee]}
"""


def folder(root: Path, manifest: str = MANIFEST) -> Path:
    root.mkdir()
    (root / "track.yaml").write_text(manifest, encoding="utf-8")
    return root


def faults(root: Path, manifest: str) -> list[tuple[int, str]]:
    package, found = check_track(folder(root, manifest), parse=parse)
    assert package is None
    return [(fault.line, fault.sentence) for fault in found if fault.severity is Severity.FAULT]


def test_what_a_track_says(tmp_path: Path) -> None:
    where = folder(tmp_path / "traject")
    assert is_track(where)
    package = read_track(where, parse=parse)
    assert [part.module for part in package.parts] == ["eerste", "tweede"]
    assert package.parts[0].period == {"nl": "september"}
    assert package.ordered
    assert package.badge is not None
    assert package.badge.conditions == {"badges": ["badge-een", "badge-twee"]}
    again = read_track(folder(tmp_path / "zelfde", MANIFEST + "# een opmerking\n"), parse=parse)
    assert again.content_sha256 == package.content_sha256


@pytest.mark.parametrize(
    ("old", "new", "line", "sentence"),
    [
        ("theme: stapel\n", "", 1, "'theme' is missing in track.yaml."),
        ("ordered: true", "orderd: true", 10, "Unknown key 'orderd'. Is it 'ordered'?"),
        ("module: tweede", "module: eerste", 15, "The name 'eerste' is used twice."),
        ("conditions: {badges: [badge-een, badge-twee]}", "conditions: {units: all}", 23, "Unknown key 'units'."),
        ("format: leerspoor-track/1", "format: leerspoor-module/1", 1, "'format' must be one of: leerspoor-track/1."),
        ("Je **kunt** daarna", "<b>Je</b> kunt daarna", 7, "HTML is not shown: <b>. Use Markdown, or backticks"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, old: str, new: str, line: int, sentence: str) -> None:
    assert MANIFEST.count(old) == 1
    found = faults(tmp_path / "traject", MANIFEST.replace(old, new))
    assert any(at == line and said.startswith(sentence) for at, said in found), found


def test_a_stack_that_is_called_a_microcredential_says_every_element(tmp_path: Path) -> None:
    found = faults(tmp_path / "traject", MANIFEST.replace("Competency", "MicroCredential"))
    assert len(found) >= 5


def test_nothing_else_stands_in_a_track_and_no_link_is_followed(tmp_path: Path) -> None:
    where = folder(tmp_path / "traject")
    (where / "andere.txt").write_text("x")
    package, found = check_track(where, parse=parse)
    assert package is None
    assert [fault.sentence for fault in found] == ["A track is track.yaml and nothing else."]
    other = tmp_path / "link"
    other.mkdir()
    (other / "track.yaml").symlink_to(where / "track.yaml")
    with pytest.raises(PackageRefused):
        read_track(other, parse=parse)


@pytest.fixture
def package(tmp_path: Path) -> TrackPackage:
    return read_track(folder(tmp_path / "traject"), parse=parse)


def offer(session: Session, *names: str) -> int:
    """Modules of these names, each with a badge of the same number; answers the issuer's id."""
    first = make_module_version(session)
    issuer = make_issuer(session, first.module.organisation)
    for name, slug in zip(names, ("badge-een", "badge-twee"), strict=False):
        version = make_module_version(session, organisation=first.module.organisation, issuer=issuer)
        version.module.slug = name
        badge = session.scalars(select(BadgeVersion).where(BadgeVersion.module_version_id == version.id)).one()
        badge.badge.slug = slug
    session.flush()
    return issuer.id


def take(session: Session, package: TrackPackage, issuer_id: int) -> TrackVersion:
    organisation = session.get_one(Issuer, issuer_id).organisation_id
    done = import_track(session, package=package, organisation_id=organisation, issuer_id=issuer_id, now=NOW)
    return session.get_one(TrackVersion, done.track_version_id)


def test_a_track_comes_in_once(session: Session, package: TrackPackage) -> None:
    issuer_id = offer(session, "eerste", "tweede")
    version = take(session, package, issuer_id)
    assert take(session, package, issuer_id).id == version.id
    assert [track.id for track in offered_tracks(session)] == [version.id]
    assert [track.id for track in tracks_with(session, module_ids=[version.parts[1].module_id])] == [version.id]
    badge = session.scalars(select(BadgeVersion).where(BadgeVersion.track_version_id == version.id)).one()
    assert badge.conditions == {"badges": ["badge-een", "badge-twee"]}


def test_modules_come_first(session: Session, package: TrackPackage) -> None:
    issuer_id = offer(session, "eerste")
    with pytest.raises(Invalid, match=r"There is no module 'tweede'\. Import it before the track\."):
        take(session, package, issuer_id)


def test_a_badge_that_no_module_gives_is_refused(session: Session, package: TrackPackage) -> None:
    issuer_id = offer(session, "eerste", "tweede")
    for badge in session.scalars(select(BadgeVersion)):
        badge.badge.slug = f"{badge.badge.slug}-x"
    with pytest.raises(Invalid, match="No module of this track has a badge 'badge-een'"):
        take(session, package, issuer_id)
