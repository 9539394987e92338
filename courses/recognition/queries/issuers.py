"""Issuers and their badges, as pages and commands need them."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from courses.recognition.errors import NoSuchBadge, NoSuchIssuer
from courses.recognition.models import Award, Badge, BadgeVersion, Issuer, KeyState, SigningKey, StatusList


def own_issuer(session: Session, issuer_id: str) -> Issuer | None:
    """The issuer of ours with this DID or profile address."""
    return session.scalar(select(Issuer).where((Issuer.did == issuer_id) | (Issuer.profile_url == issuer_id)))


def issuer_by_slug(session: Session, slug: str) -> Issuer:
    issuer = session.scalar(select(Issuer).where(Issuer.slug == slug))
    if issuer is None:
        raise NoSuchIssuer(slug)
    return issuer


def issuers(session: Session) -> list[Issuer]:
    return list(session.scalars(select(Issuer).order_by(Issuer.slug)))


def keys_of(session: Session, slug: str | None = None) -> list[SigningKey]:
    """Every key there ever was, of one issuer or of all."""
    query = select(SigningKey).join(Issuer).order_by(Issuer.slug, SigningKey.id)
    return list(session.scalars(query.where(Issuer.slug == slug) if slug else query))


def active_key(session: Session, *, issuer_id: int) -> SigningKey | None:
    """The key that new signatures are made with: the one activated last."""
    return session.scalar(
        select(SigningKey)
        .where(SigningKey.issuer_id == issuer_id, SigningKey.state == KeyState.ACTIVE)
        .order_by(SigningKey.activated_at.desc(), SigningKey.id.desc())
        .limit(1)
    )


def badge_version(session: Session, issuer_slug: str, badge_slug: str, number: int) -> BadgeVersion:
    version = session.scalar(
        select(BadgeVersion)
        .join(Badge)
        .join(Issuer, Badge.issuer_id == Issuer.id)
        .where(Issuer.slug == issuer_slug, Badge.slug == badge_slug, BadgeVersion.number == number)
    )
    if version is None:
        raise NoSuchBadge(badge_slug)
    return version


def newest_version(session: Session, badge_slug: str, issuer_slug: str | None = None) -> BadgeVersion:
    """The newest version of a badge by its slug; NoSuchBadge when no issuer, or more than one, has it."""
    query = select(Badge).join(Issuer, Badge.issuer_id == Issuer.id).where(Badge.slug == badge_slug)
    found = list(session.scalars(query.where(Issuer.slug == issuer_slug) if issuer_slug else query))
    if len(found) != 1 or not found[0].versions:
        raise NoSuchBadge(badge_slug)
    return found[0].versions[-1]


def badges_of(session: Session, issuer: Issuer) -> list[BadgeVersion]:
    """The newest version of each badge that the issuer gives."""
    badges = session.scalars(select(Badge).where(Badge.issuer_id == issuer.id).order_by(Badge.slug))
    return [badge.versions[-1] for badge in badges if badge.versions]


def status_list_by_number(session: Session, issuer_slug: str, number: int) -> StatusList:
    status_list = session.scalar(
        select(StatusList).join(Issuer).where(Issuer.slug == issuer_slug, StatusList.number == number)
    )
    if status_list is None:
        raise NoSuchIssuer(issuer_slug)
    return status_list


def list_published_at(session: Session, award_id: int) -> datetime | None:
    """When the status list that this award is in was published last."""
    return session.scalar(
        select(StatusList.published_at).join(Award, Award.status_list_id == StatusList.id).where(Award.id == award_id)
    )
