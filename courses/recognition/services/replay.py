"""After a restore of an older backup: what the log outside the database knows and the database forgot.

A place in a status list that was given out stays given out, a revoked badge stays revoked, a key that was
retired or compromised stays so, and a public key that signed something is published again.
Not here: the file of the log (`lms.status_log`).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from courses.recognition.models import Award, BurnedIndex, Issuer, KeyState, SigningKey, StatusList
from courses.recognition.services.status_lists import add_list, ask_publication


@dataclass
class Replayed:
    """What changed, and what cannot be mended: two badges on one place (`conflicts`)."""

    burned: int = 0
    revoked: int = 0
    restored: int = 0
    keys: int = 0
    lists: int = 0
    conflicts: list[str] = field(default_factory=list)


def replay(session: Session, *, entries: Iterable[dict[str, Any]], now: datetime) -> Replayed:
    """Bring the database up to the log; doing it twice changes nothing the second time."""
    result = Replayed()
    touched: set[int] = set()
    for entry in _as_they_ended(entries):
        if entry["kind"] == "key":
            _key(session, entry, result)
            continue
        status_list = _list(session, entry, now, result)
        if status_list is None:
            result.conflicts.append(f"{entry['list']}: its issuer is not in this database")
        elif _apply(session, entry, status_list, result):
            touched.add(status_list.id)
    session.flush()
    for status_list_id in sorted(touched):
        ask_publication(session, status_list_id, reason=f"replay:{now.isoformat()}", now=now)
    return result


def _as_they_ended(entries: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Every entry, but of each place only the last word on whether it is revoked."""
    listed = list(entries)
    last = {(one["list"], one["index"]): number for number, one in enumerate(listed) if one["kind"] in _ON_OR_OFF}
    for number, entry in enumerate(listed):
        if entry["kind"] not in _ON_OR_OFF or last[entry["list"], entry["index"]] == number:
            yield entry


def _apply(session: Session, entry: dict[str, Any], status_list: StatusList, result: Replayed) -> bool:
    if entry["kind"] == "allocated":
        return _allocated(session, entry, status_list, result)
    if entry["kind"] == "revoked":
        return _revoked(session, entry, status_list, result)
    if entry["kind"] == "restored":
        return _restored(session, entry, status_list, result)
    if status_list.published_version < entry["version"]:
        status_list.published_version = entry["version"]
        return True
    return False


def _list(session: Session, entry: dict[str, Any], now: datetime, result: Replayed) -> StatusList | None:
    known = session.scalar(select(StatusList).where(StatusList.url == entry["list"]))
    if known is not None:
        return known
    profile_url, _, number = entry["list"].rpartition("/status/")
    issuer = session.scalar(select(Issuer).where(Issuer.profile_url == profile_url))
    if issuer is None:
        return None
    result.lists += 1
    return add_list(session, issuer=issuer, number=int(number), length=entry["length"], now=now)


def _award_at(session: Session, status_list: StatusList, index: int) -> Award | None:
    return session.scalar(select(Award).where(Award.status_list_id == status_list.id, Award.status_index == index))


def _allocated(session: Session, entry: dict[str, Any], status_list: StatusList, result: Replayed) -> bool:
    award = _award_at(session, status_list, entry["index"])
    if award is None:
        return _burn(session, entry, status_list, result) is not None
    if award.credential_id != entry["credential"]:
        result.conflicts.append(f"{entry['list']} #{entry['index']}: two badges share this place")
    return False


def _burn(session: Session, entry: dict[str, Any], status_list: StatusList, result: Replayed) -> BurnedIndex | None:
    """The burned place, when it is new."""
    known = session.scalar(
        select(BurnedIndex).where(
            BurnedIndex.status_list_id == status_list.id, BurnedIndex.status_index == entry["index"]
        )
    )
    if known is not None:
        return None
    burned = BurnedIndex(status_list_id=status_list.id, status_index=entry["index"])
    session.add(burned)
    session.flush()
    result.burned += 1
    return burned


def _revoked(session: Session, entry: dict[str, Any], status_list: StatusList, result: Replayed) -> bool:
    row: Award | BurnedIndex | None = _award_at(session, status_list, entry["index"])
    if row is None:
        _burn(session, entry, status_list, result)
        row = session.scalars(
            select(BurnedIndex).where(
                BurnedIndex.status_list_id == status_list.id, BurnedIndex.status_index == entry["index"]
            )
        ).one()
    if row.revoked_at is not None:
        return False
    row.revoked_at = datetime.fromisoformat(entry["at"])
    session.flush()
    result.revoked += 1
    return True


def _restored(session: Session, entry: dict[str, Any], status_list: StatusList, result: Replayed) -> bool:
    """Not when it was revoked once more since."""
    row: Award | BurnedIndex | None = _award_at(session, status_list, entry["index"])
    if row is None:
        row = session.scalar(
            select(BurnedIndex).where(
                BurnedIndex.status_list_id == status_list.id, BurnedIndex.status_index == entry["index"]
            )
        )
    if row is None or row.revoked_at is None or row.revoked_at > datetime.fromisoformat(entry["at"]):
        return False
    row.revoked_at = None
    if isinstance(row, Award):
        row.replaced_at = None
    session.flush()
    result.restored += 1
    return True


def _key(session: Session, entry: dict[str, Any], result: Replayed) -> None:
    state = KeyState(entry["state"])
    at = datetime.fromisoformat(entry["at"])
    key = session.scalar(select(SigningKey).where(SigningKey.key_id == entry["key"]))
    if key is None:
        _bring_back(session, entry, result)
    elif _RANK[state] > _RANK[key.state]:
        key.state = state
        if state is KeyState.RETIRED:
            key.retired_at, key.wrapped_private = at, None
        if state is KeyState.COMPROMISED:
            key.compromised_at, key.wrapped_private = at, None
        result.keys += 1


def _bring_back(session: Session, entry: dict[str, Any], result: Replayed) -> None:
    """A key made after the backup: its private part is lost, so it can only be a retired one."""
    issuer = session.scalar(select(Issuer).where(Issuer.did == entry["key"].partition("#")[0]))
    if issuer is None:
        result.conflicts.append(f"{entry['key']}: its issuer is not in this database")
        return
    compromised = entry["state"] == KeyState.COMPROMISED
    at = datetime.fromisoformat(entry["at"])
    session.add(
        SigningKey(
            issuer_id=issuer.id,
            key_id=entry["key"],
            cryptosuite=entry["cryptosuite"],
            public_multikey=entry["public"],
            wrapped_private=None,
            state=KeyState.COMPROMISED if compromised else KeyState.RETIRED,
            created_at=at,
            retired_at=at,
            compromised_at=at if compromised else None,
        )
    )
    session.flush()
    result.keys += 1


_ON_OR_OFF = frozenset({"revoked", "restored"})
#: Pending and active differ only by choice; the two others are never left again.
_RANK = {KeyState.PENDING: 0, KeyState.ACTIVE: 0, KeyState.RETIRED: 1, KeyState.COMPROMISED: 2}
