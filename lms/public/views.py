"""The routes of `lms.public`. Everything here is for everybody."""

from flask import Response, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from courses.catalogue import queries
from courses.delivery.agenda import coming
from lms import clock, wording
from lms.db import reading
from lms.policy import Permission, public
from lms.public import blueprint, catalogue, contexts, facts, languages, materials, module, texts, track
from lms.signin import current_actor
from lms.wiring import wiring


@blueprint.get("/")
@public
def front() -> Answer:
    return redirect(url_for("public.catalogue"))


@blueprint.get("/aanbod", endpoint="catalogue")
@public
def show_catalogue() -> str:
    with reading() as session:
        entries = queries.entries(session)
        ids = [entry.version.module_id for entry in entries]
        now = clock.now()
        page = catalogue.page(entries, request.args, coming(session, module_ids=ids, now=now))
        return render_template(
            "public/catalogue.html",
            page=page,
            tracks=[] if page.chips else track.cards(session),
            today=now.date(),
            facts=facts,
            wording=wording,
            text=wording.text,
        )


@blueprint.get("/modules/<slug>", endpoint="module")
@public
def show_module(slug: str) -> str:
    actor = current_actor()
    with reading() as session:
        page = module.read(session, slug=slug, person_id=actor.person_id if actor else None, now=clock.now())
        return render_template("public/module.html", page=page, facts=facts, wording=wording, text=wording.text)


@blueprint.get("/trajecten/<slug>", endpoint="track")
@public
def show_track(slug: str) -> str:
    actor = current_actor()
    with reading() as session:
        page = track.read(session, slug=slug, person_id=actor.person_id if actor else None, now=clock.now())
        teaches = actor is not None and actor.may(Permission.TEACH)
        overview = url_for("teach.track", slug=slug) if teaches else ""
        return render_template("public/track.html", page=page, overview=overview, wording=wording, text=wording.text)


@blueprint.get("/modules/<slug>/groep")
@public
def choose_group(slug: str) -> Answer:
    """Where the radio buttons of a module's page lead; the enrolment page has an address of its own."""
    group = request.args.get("groep", "")
    if not group.isalnum():
        return redirect(url_for("public.module", slug=slug, _anchor="kies"))
    return redirect(f"/inschrijven/{group}")


@blueprint.get("/modules/<slug>/versions/<int:number>/<path:path>")
@public
def material(slug: str, number: int, path: str) -> Response:
    with reading() as session:
        file = queries.material(session, slug=slug, number=number, path=path)
    return materials.answer(wiring().storage, file)


@blueprint.get("/contexts/<name>", endpoint="context")
@public
def show_context(name: str) -> Response:
    return contexts.answer(name)


@blueprint.get("/taal/<code>")
@public
def language(code: str) -> Answer:
    if not languages.choose(code):
        abort(404)
    return redirect(languages.way_back(request.args.get("terug", "/")))


@blueprint.get("/hulp", endpoint="help")
@public
def show_help() -> str:
    return texts.page("help")


@blueprint.get("/privacy")
@public
def privacy() -> str:
    return texts.page("privacy")


@blueprint.get("/toegankelijkheid")
@public
def accessibility() -> str:
    return texts.page("accessibility")
