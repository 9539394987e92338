"""The material of a module as its pages show it: what came with it, and what colleagues share; and taking in more.

Not here: the pages, of who takes it (`lms.learn`) and who gives it (`lms.teach`).
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import request, url_for

from courses.base import text_in
from courses.catalogue.models import ModuleVersion, Unit
from courses.files.rules import TYPES, megabytes
from courses.flows.share_material import Given, Kept, share_material
from courses.network import sharing
from courses.network.models import SharedMaterial
from lms import clock
from lms.dates import reader_locale
from lms.db import transaction
from lms.uploads import Intake, take_in
from lms.wiring import wiring

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy.orm import Session

MOST = 50_000_000
"""Bytes of one file; larger ones stand on a site of their own, and are shared as a link."""
UPLOAD = MOST + 1_000_000


@dataclass(frozen=True)
class Handout:
    """A file that came with the module."""

    name: str
    href: str


@dataclass(frozen=True)
class UnitMaterial:
    """What belongs to one part; `text` is the address of its words as a text file, "" when there are none."""

    slug: str
    title: str
    handouts: Sequence[Handout]
    text: str = ""


@dataclass(frozen=True)
class Shared:
    row: SharedMaterial
    by: str
    """Empty for somebody who left."""
    own: bool
    site: str
    """Where a link leads; "" for a file."""


@dataclass(frozen=True)
class MaterialPage:
    units: Sequence[UnitMaterial]
    shared: Sequence[Shared]
    licences: Sequence[str]
    megabytes: int


def material_of(
    session: "Session",
    version: ModuleVersion,
    *,
    person_id: int,
    hidden: "Collection[str]" = (),
    text_of: Mapping[str, str] | None = None,
) -> MaterialPage:
    """Everything of `version`, without the parts that are `hidden` still; `text_of`: addresses of texts by slug."""
    units = [
        UnitMaterial(unit.slug, _words(unit.title), _handouts(version, unit), (text_of or {}).get(unit.slug, ""))
        for unit in version.units
        if unit.slug not in hidden
    ]
    rows = sharing.shared_in(session, module_id=version.module_id)
    shared = [
        Shared(
            row,
            row.sharer.display_name if row.sharer else "",
            row.sharer_id == person_id,
            (row.url or "").removeprefix("https://").partition("/")[0],
        )
        for row in rows
    ]
    return MaterialPage([one for one in units if one.handouts or one.text], shared, sharing.LICENCES, megabytes(MOST))


def _handouts(version: ModuleVersion, unit: Unit) -> list[Handout]:
    said = json.dumps([unit.body, unit.settings], ensure_ascii=False)
    return [
        Handout(
            material.file.original_name,
            url_for("public.material", slug=version.module.slug, number=version.number, path=material.path),
        )
        for material in version.materials
        if material.path.startswith("files/") and material.path in said
    ]


def _words(texts: Mapping[str, str]) -> str:
    return text_in(dict(texts), str(reader_locale()))


def typed(form: Mapping[str, str]) -> Given:
    """What stands in the form, to be kept when it comes back."""
    licence = form.get("licence", sharing.LICENCES[0])
    return Given(form.get("title", ""), form.get("about", ""), licence, form.get("url", ""))


def share(module_id: int, person_id: int) -> None:
    """Share what the form of this request holds. Raises BadWords, FileRefused."""
    given, upload = typed(request.form), request.files.get("file")
    has_file = upload is not None and bool(upload.filename)
    sharing.check(title=given.title, about=given.about, licence=given.licence, url=given.url, has_file=has_file)
    if upload is None or not has_file:
        _write(module_id, person_id, given, None)
        return
    with take_in(upload.stream, name=upload.filename or "", accepted=TYPES, max_bytes=MOST) as intake:
        _keep(module_id, person_id, given, intake)


def _keep(module_id: int, person_id: int, given: Given, intake: Intake) -> None:
    storage = wiring().storage
    key = storage.put(intake.data)
    kept = Kept(intake.sha256, intake.size, intake.media_type, intake.name, key, intake.location_stripped)
    try:
        _write(module_id, person_id, given, kept)
    except BaseException:
        storage.delete(key)
        raise


def _write(module_id: int, person_id: int, given: Given, kept: Kept | None) -> None:
    with transaction() as session:
        share_material(session, module_id=module_id, person_id=person_id, given=given, kept=kept, now=clock.now())
