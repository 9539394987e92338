"""What issuers publish: profile, DID document, status lists, and each version of each badge.

JSON for programs, a page for browsers, ETag on all of it. Bytes come from the database (`queries.documents`), at
the addresses that were stored when they were made. Not here: badges of people (`page`).
"""

from flask import Response, make_response, render_template

from courses.base import text_in
from courses.recognition.errors import NoSuchIssuer
from courses.recognition.models import BadgeVersion
from courses.recognition.queries import documents
from courses.recognition.queries.issuers import badge_version, badges_of, issuer_by_slug, status_list_by_number
from lms.badge_art import badge_png, badge_svg
from lms.badges import answers, blueprint
from lms.badges.answers import HTML, VC_TYPES
from lms.badges.pictures import PIXELS
from lms.badges.words import country, term
from lms.dates import reader_locale
from lms.db import reading
from lms.markup import render
from lms.policy import public
from lms.wording import text

LD_TYPES = ("application/ld+json", "application/json")
#: In seconds. A revocation is to be seen elsewhere within a minute; a version of a badge never changes.
LIST_AGE, DID_AGE, FROZEN_AGE = 60, 300, 86_400


@blueprint.get("/issuers/<slug>")
@public
def issuer(slug: str) -> Response:
    """The issuer as an Open Badges Profile, or as a page."""
    kind = answers.wanted(LD_TYPES, default=LD_TYPES[0]) if not _browser() else HTML
    with reading() as session:
        row = issuer_by_slug(session, slug)
        if kind != HTML:
            return answers.own(documents.profile_document(row), media_type=kind, max_age=DID_AGE)
        versions = [
            (version, text_in(version.name, _language()), art_of_version(version))
            for version in badges_of(session, row)
        ]
        page = render_template("badges/issuer.html", issuer=row, versions=versions, text=text, country=country)
    return answers.open_to_all(make_response(page))


@blueprint.get("/issuers/<slug>/did.json")
@public
def did(slug: str) -> Response:
    """The DID document: every key there ever was (did:web, section 3.2)."""
    with reading() as session:
        return answers.own(documents.did_document(issuer_by_slug(session, slug)), max_age=DID_AGE)


@blueprint.get("/issuers/<slug>/status/<int:number>")
@public
def status_list(slug: str, number: int) -> Response:
    """The list of revoked badges as it was signed last; the bytes of one publication, never half of two."""
    kind = answers.wanted(VC_TYPES, default=VC_TYPES[0])
    with reading() as session:
        found = documents.status_list_document(status_list_by_number(session, slug, number))
        if found is None:
            raise NoSuchIssuer(slug)
        return answers.own(found, media_type=kind if kind != HTML else None, max_age=LIST_AGE)


@blueprint.get("/issuers/<slug>/badges/<badge_slug>/<int:number>")
@public
def achievement(slug: str, badge_slug: str, number: int) -> Response:
    """One version of a badge: what it says and asks."""
    kind = answers.wanted(LD_TYPES, default=LD_TYPES[0]) if not _browser() else HTML
    with reading() as session:
        version = badge_version(session, slug, badge_slug, number)
        if kind == HTML:
            return answers.open_to_all(_version_page(version))
        return answers.own(documents.achievement_document(session, version), media_type=kind, max_age=FROZEN_AGE)


@blueprint.get("/issuers/<slug>/badges/<badge_slug>/<int:number>/criteria")
@public
def criteria(slug: str, badge_slug: str, number: int) -> Response:
    """What had to be done for it, readable without an account (MIC-05)."""
    with reading() as session:
        return _version_page(badge_version(session, slug, badge_slug, number))


@blueprint.get("/issuers/<slug>/badges/<badge_slug>/<int:number>/image.png")
@public
def image(slug: str, badge_slug: str, number: int) -> Response:
    """The picture of this version, without anybody's badge in it."""
    with reading() as session:
        version = badge_version(session, slug, badge_slug, number)
        etag = f"image-{version.content_sha256}"
        return answers.document(badge_png(art_of_version(version), PIXELS), "image/png", etag=etag, max_age=FROZEN_AGE)


def art_of_version(version: BadgeVersion) -> str:
    level = version.art.get("level")
    return badge_svg(
        theme=str(version.art.get("theme", "vak")),
        form=version.achievement_type,
        level=level,
        label=level or "",
        title=text_in(version.name, _language()),
    )


def _version_page(version: BadgeVersion) -> Response:
    language = _language()
    return make_response(
        render_template(
            "badges/achievement.html",
            version=version,
            issuer=version.badge.issuer,
            name=text_in(version.name, language),
            description=text_in(version.description, language),
            criteria=render(text_in(version.criteria, language), asset_url=_no_asset),
            outcomes=[text_in(outcome, language) for outcome in version.outcomes],
            supervision=text_in(version.supervision, language),
            art=art_of_version(version),
            term=term,
        )
    )


def _no_asset(_name: str) -> str:
    """A badge's criteria come without files."""
    return ""


def _language() -> str:
    return reader_locale().language


def _browser() -> bool:
    """Whether the caller names HTML itself, as browsers do; a program that takes anything gets JSON."""
    return answers.wanted((HTML, *LD_TYPES), default=LD_TYPES[0]) == HTML
