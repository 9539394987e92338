"""All material of a module on one page: what comes with it, and what colleagues share; also after the course.

Not here: the trainer's page (`lms.teach`), and fetching a file (`lms.files`).
"""

from typing import TYPE_CHECKING

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from courses.catalogue.models import Unit
from courses.delivery.models import Participation
from courses.errors import N_, Invalid, NotFound
from courses.flows.learn import readable_unit
from courses.flows.share_material import unshare_material
from courses.network.sharing import shared_item
from courses.progress.queries import facts_of
from courses.progress.rules import is_hidden
from lms import clock
from lms.db import reading, transaction
from lms.errors import message_of
from lms.guards import accepts
from lms.learn import blueprint
from lms.learn.shared import own, words
from lms.material import UPLOAD, MaterialPage, material_of, share, typed
from lms.policy import Permission, requires
from lms.signin import actor

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


@blueprint.get("/leren/<participation>/materiaal")
@requires(Permission.LEARN)
def materials(participation: str) -> str:
    return _page(participation)


@blueprint.post("/leren/<participation>/materiaal")
@accepts(UPLOAD)
@requires(Permission.LEARN)
def share_material(participation: str) -> ResponseReturnValue:
    with reading() as session:
        module_id = own(session, participation).module_version.module_id
    try:
        share(module_id, actor().person_id)
    except Invalid as error:
        return _page(participation, error=message_of(error), field=error.field or "file"), 422
    flash(_("Your colleagues can use it now. You can take it back at any time."), "ok")
    return redirect(url_for("learn.materials", participation=participation, _anchor="shared"))


@blueprint.post("/leren/<participation>/materiaal/<item>/terugnemen")
@requires(Permission.LEARN)
def unshare(participation: str, item: str) -> ResponseReturnValue:
    with transaction() as session:
        own(session, participation)
        unshare_material(session, public_id=item, person_id=actor().person_id, organisations=(), now=clock.now())
    flash(_("It is not shared any more. Who had it already may still use it."), "ok")
    return redirect(url_for("learn.materials", participation=participation, _anchor="shared"))


def _page(participation: str, *, error: str = "", field: str = "") -> str:
    with reading() as session:
        mine = own(session, participation)
        return render_template(
            "learn/materials.html",
            participation=mine.public_id,
            module=words(mine.module_version.title),
            page=_material(session, mine),
            unshare=lambda item: url_for("learn.unshare", participation=participation, item=item),
            typed=typed(request.form),
            error=error,
            field=field,
        )


def _material(session: "Session", mine: Participation) -> MaterialPage:
    """A part that opens later keeps its material until then."""
    now = clock.now()
    hidden = {unit.slug for unit in facts_of(session, mine.id).units if is_hidden(unit, now)}
    texts = {
        unit.slug: url_for("learn.unit_text", participation=mine.public_id, unit_slug=unit.slug)
        for unit in mine.module_version.units
        if unit_words(unit)
    }
    version, reader = mine.module_version, actor().person_id
    return material_of(session, version, person_id=reader, hidden=hidden, text_of=texts)


@blueprint.get("/leren/<participation>/<unit_slug>/tekst")
@requires(Permission.LEARN)
def unit_text(participation: str, unit_slug: str) -> Response:
    """The words of a part, and of its film, as a text file to keep (MAT-01)."""
    with reading() as session:
        mine = own(session, participation)
        unit = readable_unit(session, participation=mine, slug=unit_slug, now=clock.now())
        said = unit_words(unit)
        if not said:
            raise NotFound(N_("There is no such file."))
        answer = Response(f"{words(unit.title)}\n\n{said}\n", content_type="text/plain; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{unit_slug}.txt"'
    return answer


def unit_words(unit: Unit) -> str:
    """What is to be read in it, and what is said and shown in its film."""
    return "\n\n".join(filter(None, (words(unit.body), words(unit.settings.get("video", {}).get("transcript")))))


@blueprint.get("/materiaal/<item>")
@requires(Permission.LEARN)
def shared_material(item: str) -> ResponseReturnValue:
    """The address to send around: to the file or the page, or "taken back" for ever."""
    reader = actor()
    with reading() as session:
        row = shared_item(
            session, public_id=item, person_id=reader.person_id, organisations=reader.organisations(Permission.TEACH)
        )
        if row.file is None:
            return redirect(row.url or "", code=303)
        return redirect(url_for("files.open_file", public_id=row.file.public_id), code=303)
