"""What goes out is what came in: taken in again it is the same version, and it is always the same bytes."""

import io
import zipfile
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import update
from sqlalchemy.orm import Session

from courses.catalogue.errors import ModuleNotFound
from courses.catalogue.models import ModuleVersion
from courses.catalogue.package import Package, read_package
from courses.catalogue.package.track import TrackPackage, is_track, read_track
from courses.catalogue.package.writing import write_folder, write_zip
from courses.errors import Conflict
from courses.flows.export_package import export_module, export_track
from courses.flows.import_package import import_package
from courses.flows.import_track import import_track
from courses.frameworks.services import import_shipped
from lms.markup import parse
from tests.courses.catalogue.zips import package_files
from tests.factories import make_issuer, make_organisation
from tests.packages import MANIFEST, write_package

SHIPPED = sorted(path.parent for path in Path("courses/content").glob("*/*.yaml"))


class Site:
    """An installation that takes packages in and gives them out."""

    def __init__(self, session: Session, now: datetime) -> None:
        self.session, self.now = session, now
        self.provider = make_organisation(session)
        self.issuer = make_issuer(session, self.provider)
        self.kept: dict[str, bytes] = {}
        import_shipped(session, now=now)

    def store(self, data: bytes) -> str:
        key = str(len(self.kept))
        self.kept[key] = data
        return key

    def take(self, package: Package | TrackPackage) -> bool:
        """Whether it is new."""
        said: dict[str, Any] = {
            "organisation_id": self.provider.id,
            "issuer_id": self.issuer.id,
            "now": self.now,
        }
        if isinstance(package, TrackPackage):
            return import_track(self.session, package=package, **said).created
        return import_package(self.session, package=package, store=self.store, **said).created

    def give(self, slug: str, track: bool = False, number: int | None = None) -> dict[str, bytes]:
        self.session.expire_all()
        if track:
            return export_track(self.session, slug=slug, number=number)
        return export_module(self.session, slug=slug, number=number, fetch=self.kept.__getitem__)


@pytest.fixture
def site(session: Session, now: datetime) -> Site:
    return Site(session, now)


def _zipped(files: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    write_zip(out, files, top="pakket")
    return out.getvalue()


def _read(path: Path) -> Package | TrackPackage:
    return read_track(path, parse=parse) if is_track(path) else read_package(path, parse=parse)


def _again(files: Mapping[str, bytes]) -> tuple[Package | TrackPackage, Package | TrackPackage]:
    """The package from a folder, and from a ZIP."""
    with TemporaryDirectory() as place:
        write_folder(Path(place) / "map", files)
        (Path(place) / "pakket.zip").write_bytes(_zipped(files))
        return _read(Path(place) / "map"), _read(Path(place) / "pakket.zip")


def test_every_shipped_package_goes_round(site: Site) -> None:
    """Modules and tracks: the files themselves, byte for byte, comments too."""
    tracks = [folder for folder in SHIPPED if is_track(folder)]
    assert (len(SHIPPED), len(tracks)) == (11, 2)
    for folder in sorted(SHIPPED, key=is_track):
        package = _read(folder)
        assert site.take(package)
        out = site.give(package.slug, folder in tracks)
        assert out == {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*.*")}
        assert _again(out) == (package, package)
        assert not site.take(_again(out)[1])
        assert _zipped(out) == _zipped(dict(reversed(site.give(package.slug, folder in tracks).items())))


WORDS = st.text(st.characters(exclude_categories=["C", "Zl", "Zp"], exclude_characters="\u0085"), min_size=1).map(
    lambda text: f"x{text}"
)
TEXT = WORDS | st.fixed_dictionaries({"nl": WORDS}, optional={"en": WORDS, "fr": WORDS})
PROSE = st.lists(st.sampled_from(["Meten.", "Twee **woorden**.", "# Kop", "- een\n- twee", "é ü 漢 🙂", "`a < b`"]))
ENDS = st.sampled_from(["\n", "\r\n", "\r"])


@st.composite
def manifests(draw: st.DrawFn) -> str:
    """The small package with other texts and values, written by YAML as it likes."""
    value = yaml.safe_load(MANIFEST)
    value["quality"]["reviewed_on"] = "2026-09-01"
    value["title"], value["summary"] = draw(TEXT), draw(TEXT)
    value["hours"] = draw(st.integers(1, 99) | st.sampled_from([0.5, 4.25, 1e1]))
    value["units"][0]["minutes"] = draw(st.integers(1, 60))
    value["units"][3]["session"]["bring"] = draw(TEXT)
    value["rubrics"][0]["criteria"][0]["comments"] = draw(st.lists(WORDS, max_size=3))
    value["badges"][0]["outcomes"] = draw(st.lists(TEXT, min_size=1, max_size=3))
    for key in ("labour_market", "weeks", "price", "licence", "authors", "quality", "grades"):
        if draw(st.booleans()):
            del value[key]
    said = {"allow_unicode": draw(st.booleans()), "sort_keys": draw(st.booleans())}
    return str(yaml.safe_dump(_quoted(value), width=draw(st.sampled_from([40, 1000])), **said))


def _quoted(value: Any) -> Any:
    """Keys are always text in a package."""
    if isinstance(value, dict):
        return {str(key): _quoted(part) for key, part in value.items()}
    return [_quoted(part) for part in value] if isinstance(value, list) else value


@settings(
    max_examples=25, deadline=None, phases=[Phase.generate], suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(manifest=manifests(), prose=PROSE, handout=st.binary(max_size=40), end=ENDS, mark=st.booleans())
def test_made_up_packages_go_round(
    site: Site, manifest: str, prose: list[str], handout: bytes, end: str, mark: bool
) -> None:
    """Whatever the texts, the way they are written, the line ends and the byte order mark.

    The same content written otherwise is the same version, which goes out as it was written first.
    """
    files = package_files(manifest)
    files["units/03-opdracht.md"] = b"\xef\xbb\xbf" * mark + end.join(["Geef een les.", *prose]).encode()
    files["files/werkblad.txt"] = handout.hex().encode()
    package = _again(files)[0]
    new = site.take(package)
    out = site.give("kleine-module", number=_number(site, package))
    again = _again(out)
    assert [one.content_sha256 for one in again] == [package.content_sha256] * 2
    assert not new or again == (package, package)
    assert not site.take(again[0])
    assert _zipped(out) == _zipped(_given(_zipped(out)))


def _number(site: Site, package: Package | TrackPackage) -> int:
    found = site.session.query(ModuleVersion).filter_by(content_sha256=package.content_sha256).one()
    return found.number


def _given(data: bytes) -> dict[str, bytes]:
    """The files of a ZIP that was made here."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name.partition("/")[2]: archive.read(name) for name in archive.namelist()}


def test_an_older_version_goes_out_as_it_was(site: Site, tmp_path: Path) -> None:
    first = read_package(write_package(tmp_path / "p"), parse=parse)
    second = read_package(write_package(tmp_path / "p", units_03_opdracht="Anders.\n"), parse=parse)
    site.take(first)
    site.take(second)
    assert _again(site.give("kleine-module", number=1))[0] == first
    assert _again(site.give("kleine-module"))[0] == second


def test_what_came_in_before_texts_were_kept_is_asked_for_once_more(site: Site, tmp_path: Path) -> None:
    """Taking its package in again makes no new version, and from then on it goes out."""
    package = read_package(write_package(tmp_path / "p"), parse=parse)
    site.take(package)
    site.session.execute(update(ModuleVersion).values(sources=None))
    with pytest.raises(Conflict, match="Import its package once more"):
        site.give("kleine-module")
    assert not site.take(package)
    assert _again(site.give("kleine-module"))[0] == package


@pytest.mark.parametrize("track", [True, False])
def test_what_is_not_there_is_said(site: Site, track: bool) -> None:
    with pytest.raises(ModuleNotFound):
        site.give("nergens", track)
    with pytest.raises(ModuleNotFound):
        site.give("nergens", track, 3)


def test_a_folder_with_something_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "eigen.txt").write_text("van mij")
    with pytest.raises(FileExistsError):
        write_folder(tmp_path, {"module.yaml": b"x"})
    assert [path.name for path in tmp_path.iterdir()] == ["eigen.txt"]
