"""The public page of a badge, at the address in its QR code, and its file, picture, certificate and code.

Every view verifies. Before the holder shares the badge the page may not be indexed, and it never tells other sites
its address. Not here: the holder's side (`mine`).
"""

from flask import Response, abort, jsonify, make_response, render_template, request

from courses.base import text_in
from courses.recognition.errors import NotIssuedYet
from courses.recognition.queries import AwardView, find_award
from lms import clock
from lms.badges import blueprint
from lms.badges.answers import HTML, VC_TYPES, attachment, document, inert, open_to_all, wanted
from lms.badges.elements import element_labels, outcomes_of
from lms.badges.inspection import Inspection, inspect_award
from lms.badges.kinds import Kind
from lms.badges.labels import art_of, eyebrow, own_facts, own_name
from lms.badges.paper import certificate_of
from lms.badges.pictures import baked_png
from lms.badges.words import stamp
from lms.dates import reader_locale
from lms.db import reading
from lms.limits import limiter
from lms.policy import public
from lms.qr import qr_svg


def award_at(public_id: str) -> AwardView:
    with reading() as session:
        return find_award(session, public_id, now=clock.now())


def signed_bytes(award: AwardView) -> bytes:
    """The exact bytes; 410 when the holder had them erased, 409 while they are being signed."""
    if award.erased:
        abort(410)
    if award.edition.signed is None:
        raise NotIssuedYet()
    return award.edition.signed


@blueprint.get("/badges/<public_id>")
@public
def badge(public_id: str) -> Response:
    """The page for a browser, the signed credential for a program (OB 3.0, "Open Badges Document Formats")."""
    award = award_at(public_id)
    kind = wanted(VC_TYPES, default=HTML)
    if kind != HTML:
        return _credential(award, kind)
    return _page(award, inspect_award(award, now=clock.now()))


def _credential(award: AwardView, kind: str) -> Response:
    return _unlisted(document(signed_bytes(award), kind, etag=award.edition.digest or "", max_age=0), award)


def _unlisted(answer: Response, award: AwardView) -> Response:
    """Nothing of a badge is for search engines before its holder shares it: a file may name the holder."""
    if award.shared_at is None:
        answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    return answer


def _page(award: AwardView, inspection: Inspection) -> Response:
    dull = not inspection.finding.proven and inspection.finding.kind not in (Kind.PENDING, Kind.ERASED)
    answer = make_response(
        render_template(
            "badges/badge.html",
            award=award,
            inspection=inspection,
            finding=inspection.finding,
            facts=inspection.facts,
            name=own_name(award),
            eyebrow=eyebrow(inspection),
            labels=own_facts(inspection),
            outcomes=outcomes_of(inspection),
            elements=element_labels(inspection),
            art=art_of(award, dull=dull),
            stamp=stamp,
            quality=text_in(award.quality_system, reader_locale().language),
            site=award.badge_url.rpartition("/badges/")[0] + "/badges/",
        )
    )
    answer.headers.add("Vary", "Accept")
    answer.headers["Cache-Control"] = "no-cache"
    answer.headers["Referrer-Policy"] = "no-referrer"
    return _unlisted(answer, award)


@blueprint.get("/badges/<public_id>.json")
@public
def download(public_id: str) -> Response:
    """The signed file, to keep."""
    award = award_at(public_id)
    return attachment(_credential(award, VC_TYPES[0]), f"badge-{award.badge_slug}.json")


@blueprint.get("/badges/<public_id>/verification")
@public
def verification(public_id: str) -> Response:
    """The report of this moment, for programs."""
    award = award_at(public_id)
    signed_bytes(award)
    inspection = inspect_award(award, now=clock.now())
    report = inspection.report.to_dict() if inspection.report else {}
    answer = jsonify(
        {
            "badge": award.badge_url,
            "checked_at": inspection.at.isoformat(timespec="seconds"),
            "state": award.status.value,
            **_followed(award),
            **report,
        }
    )
    answer.headers["Cache-Control"] = "no-store"
    return _unlisted(open_to_all(answer), award)


def _followed(award: AwardView) -> dict[str, str]:
    """Where the badge is that stands in its place, or that renewed it."""
    if award.replaced_by is None:
        return {}
    return {"renewed_by" if award.renewed else "replaced_by": award.replaced_by}


@blueprint.get("/badges/<public_id>/qr.svg")
@public
def qr(public_id: str) -> Response:
    """A code that holds the page's address as it was stored, on our own domain."""
    award = award_at(public_id)
    code = qr_svg(award.badge_url, title=award.badge_url)
    return _unlisted(inert(document(code, "image/svg+xml", etag=f"qr-{award.public_id}", max_age=86_400)), award)


@blueprint.get("/badges/<public_id>.png")
@public
def png(public_id: str) -> Response:
    """The picture with the signed badge baked in."""
    award = award_at(public_id)
    data = baked_png(art_of(award), signed_bytes(award))
    state = "revoked" if award.revoked_at else "issued"
    answer = _unlisted(document(data, "image/png", etag=f"{award.edition.digest}-{state}", max_age=0), award)
    return attachment(answer, f"badge-{award.badge_slug}.png") if "bewaar" in request.args else answer


@blueprint.get("/badges/<public_id>.pdf")
@public
@limiter.limit("60 per minute")
def pdf(public_id: str) -> Response:
    """The certificate: one A4 page that carries code and badge. Not of a badge that was taken back."""
    award = award_at(public_id)
    inspection = inspect_award(award, now=clock.now())
    data = certificate_of(inspection, signed_bytes(award))
    answer = _unlisted(make_response(data), award)
    answer.headers["Content-Type"] = "application/pdf"
    answer.headers["Cache-Control"] = "no-cache"
    return attachment(answer, f"badge-{award.badge_slug}.pdf")
