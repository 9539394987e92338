"""Filling an empty installation with the demo, in one transaction: it is there whole or not at all.

Not here: the story itself, and starting the site (`lms.cli.demo`).
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from importlib.resources import files
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from courses.base import Translations
from courses.flows.award_by_hand import award_by_hand
from courses.flows.revoke import revoke
from courses.flows.share import share
from courses.frameworks.services import import_shipped
from courses.people.models import Organisation
from courses.people.services import create_organisation
from courses.recognition.badge_spec import BadgeSpec
from courses.recognition.models import Award, BadgeVersion, Issuer
from courses.recognition.services import define_badge
from lms.demo import groups, story
from lms.demo.cast import BREDA, CAST, KEMPEN, ORGANISATIONS
from lms.demo.groups import ARDUINO, COACH, FINAL, GROUPS, TESTS, THINKING, TRACKS
from lms.demo.stage import Stage
from lms.wiring import Wiring

#: Providers with the modules that they offer and who plans for them.
OFFER = {KEMPEN: ((ARDUINO, TESTS, FINAL, *COACH), "tom"), BREDA: ((THINKING,), "femke")}
QUALITY: dict[str, Translations] = {
    KEMPEN: {"nl": "Elke module is getoetst aan 15 kwaliteitscriteria door een collega die ze niet schreef."},
    BREDA: {"nl": "Twee vakdocenten beoordelen elke module voor ze in het aanbod komt."},
}
BEGAN = timedelta(days=3 * 365)
LONG_AGO = timedelta(days=425)
MENTOR = BadgeSpec(
    slug="mentor-praktijkles",
    name={"nl": "Mentor digitale praktijkles"},
    description={"nl": "Begeleidde een jaar lang collega's bij hun eerste digitale praktijkles."},
    criteria={"nl": "Begeleidde minstens twee collega's en besprak elke les na. Geldt één jaar."},
    outcomes=[{"nl": "begeleidt een collega bij het voorbereiden en nabespreken van een les"}],
    study_load_hours=Decimal(20),
    assessment_type="portfolio",
    participation_type="Onsite",
    valid_years=1,
    art={"theme": "coach", "level": "B2"},
    renewal={
        "title": {"nl": "Wat veranderde er dit jaar?"},
        "minutes": 10,
        "text": {
            "nl": "Een nagesprek begint nu met een vraag van de collega zelf. Wat jij zag, komt daarna.\n\n"
            "Nieuw is ook de **tweede les**: je kijkt nog eens mee, drie weken later."
        },
        "quiz": {
            "pass": {"at_least": 2},
            "questions": [
                {
                    "slug": "eerst",
                    "type": "choice",
                    "prompt": {"nl": "Waarmee begint een nagesprek?"},
                    "options": [
                        {"slug": "vraag", "text": {"nl": "Met een vraag van je collega"}, "right": True},
                        {"slug": "lijst", "text": {"nl": "Met jouw lijst van wat beter kan"}, "right": False},
                        {"slug": "cijfer", "text": {"nl": "Met een cijfer voor de les"}, "right": False},
                    ],
                    "feedback": {
                        "right": {"nl": "Zo denkt je collega zelf na, nog voor jij iets zegt."},
                        "wrong": {"nl": "Lees de eerste zin nog eens: wie begint?"},
                    },
                },
                {
                    "slug": "weken",
                    "type": "number",
                    "prompt": {"nl": "Na hoeveel weken kijk je nog eens mee?"},
                    "answer": {"value": 3, "tolerance": 0, "unit": "weken"},
                    "feedback": {
                        "right": {"nl": "Dan is er iets veranderd dat je samen kunt zien."},
                        "wrong": {"nl": "Het staat in de laatste zin van de tekst."},
                    },
                },
            ],
        },
    },
)
Progress = Callable[[str], None]


@dataclass(frozen=True)
class Seeded:
    """What the demo shows first; addresses of public badge pages."""

    created: bool
    valid: str
    revoked: str
    expired: str


def seed(wiring: Wiring, now: datetime, progress: Progress = lambda line: None) -> Seeded:
    """Make the demo unless it is there already. The badges are planned; issuing them is the relay's work."""
    with wiring.database.transaction() as session:
        created = session.scalar(select(Organisation.id).where(Organisation.slug == KEMPEN)) is None
        if created:
            _make(session, wiring, now, progress)
        return _seeded(session, created)


def _make(session: Session, wiring: Wiring, now: datetime, progress: Progress) -> None:
    stage = Stage(session, wiring, now)
    began = now - BEGAN
    progress("organisaties en mensen")
    for slug, kind, name, country in ORGANISATIONS:
        stage.organisations[slug] = create_organisation(
            session, slug=slug, kind=kind, name=name, country=country, now=began
        )
    for part in CAST:
        stage.people[part.key] = stage.person(part.name, part.address, part.roles, began)
    issuers = {provider: stage.issuer(provider, QUALITY[provider], began) for provider in OFFER}
    progress("modules")
    import_shipped(session, now=began)
    content, since = Path(str(files("courses").joinpath("content"))), now - timedelta(days=250)
    versions = {
        slug: stage.module(content / slug, issuers[provider], since).module_version_id
        for provider, (slugs, _by) in OFFER.items()
        for slug in slugs
    }
    for slug in TRACKS:
        stage.track(content / slug, issuers[KEMPEN], since)
    progress("groepen")
    runs = {
        group.key: groups.plan(stage, group, versions[group.module], stage.people[OFFER[group.provider][1]])
        for group in GROUPS
    }
    progress("deelnemers, werk en beoordelingen")
    story.tell(stage, runs)
    progress("badges")
    _afterwards(stage, issuers[KEMPEN])


def _afterwards(stage: Stage, issuer: Issuer) -> None:
    """A badge that was taken back, one that ran out, and one that its holder shares."""
    session, people = stage.session, stage.people
    version = define_badge(session, issuer_id=issuer.id, module_version_id=None, spec=MENTOR, now=stage.now - LONG_AGO)
    award_by_hand(
        session,
        badge_version_id=version.id,
        person_id=people["karim"].id,
        nominated_by_id=people["tom"].id,
        reason="Begeleidde een schooljaar lang twee collega's voeding.",
        now=stage.now - LONG_AGO,
    )
    mistaken = _award_of(session, people["finished-4"].id, "arduino-praktijk")
    revoke(
        session,
        public_id=mistaken.public_id,
        reason="Het ingeleverde werk bleek van een collega te zijn. Besproken met de deelnemer.",
        actor_id=people["tom"].id,
        now=stage.now - timedelta(days=12),
    )
    shown = _award_of(session, people["finished-0"].id, "arduino-praktijk")
    share(
        session,
        public_id=shown.public_id,
        person_id=people["finished-0"].id,
        shared=True,
        now=stage.now - timedelta(days=20),
    )


def _award_of(session: Session, person_id: int, badge_slug: str) -> Award:
    return next(
        award
        for award in session.scalars(select(Award).where(Award.person_id == person_id))
        if award.badge.slug == badge_slug
    )


def _seeded(session: Session, created: bool) -> Seeded:
    awards = session.scalars(select(Award).join(BadgeVersion).order_by(Award.id)).all()
    revoked = next(award for award in awards if award.revoked_at is not None)
    expired = next(award for award in awards if award.badge.slug == MENTOR.slug)
    valid = next(award for award in awards if award.shared_at is not None and award.revoked_at is None)
    return Seeded(created, valid.badge_url, revoked.badge_url, expired.badge_url)
