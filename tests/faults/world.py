"""A small town for the faults: issuers with a key, people one act away from a badge, and what became of them."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from courses.catalogue.models import UnitKind
from courses.outbox.models import OutboxMessage
from courses.outbox.services import release_all
from courses.recognition.models import Award, AwardEdition, AwardState, BasisKind
from credentials.report import Verdict
from credentials.verifying import verify
from lms import clock
from lms.own_documents import own_resolver
from lms.status_log import StatusLog
from lms.wiring import Wiring
from tests.courses.recognition.world import make_signing_issuer
from tests.factories import make_module_version, make_organisation, make_participation, make_person, make_run
from tests.faults.jobs import SIGNATURES, noted
from tests.faults.judge import Badge

#: The one unit that each module of the town asks for.
LAST_UNITS = (UnitKind.TEXT, UnitKind.SESSION, UnitKind.TEXT, UnitKind.SESSION)


@dataclass(frozen=True)
class Place:
    """One installation: its settings as a process gets them, and the test's own wiring on it."""

    env: Mapping[str, str]
    wiring: Wiring

    @property
    def instance(self) -> Path:
        return self.wiring.settings.instance_dir

    @property
    def log(self) -> Path:
        """What the children say on stderr."""
        return self.instance / "children.log"


def populate(wiring: Wiring, people: int) -> list[int]:
    """Participations that miss one thing, spread over four issuers (so four status lists), in mixed order."""
    with wiring.database.transaction() as session:
        groups = [
            _group(session, wiring, number, kind, people // len(LAST_UNITS) + 1)
            for number, kind in enumerate(LAST_UNITS)
        ]
    return [participation for row in zip(*groups, strict=True) for participation in row]


def _group(session: Session, wiring: Wiring, number: int, kind: UnitKind, people: int) -> list[int]:
    organisation = make_organisation(session)
    issuer = make_signing_issuer(session, f"uitgever-{number}", organisation=organisation, keystore=wiring.keystore)
    version = make_module_version(session, organisation=organisation, kinds=(kind,), issuer=issuer)
    session.expire(version)
    run = make_run(session, version, seats=None)
    return [make_participation(session, make_person(session, account=False), run).id for _ in range(people)]


def badges(wiring: Wiring) -> list[Badge]:
    """Every signed badge that this installation has."""
    with wiring.database.reading() as session:
        rows = session.execute(
            select(Award.basis_id, Award.credential_id, Award.status_list_id, Award.status_index)
            .join(AwardEdition, AwardEdition.award_id == Award.id)
            .where(
                Award.basis_kind == BasisKind.PARTICIPATION,
                Award.state == AwardState.ISSUED,
                AwardEdition.signed.is_not(None),
            )
        )
        return [Badge(basis, credential, (where, index)) for basis, credential, where, index in rows]


def planned(wiring: Wiring) -> set[int]:
    """The participations whose award is committed, signed or not."""
    with wiring.database.reading() as session:
        return set(session.scalars(select(Award.basis_id)))


def verdicts(wiring: Wiring) -> dict[str, tuple[Verdict, bool]]:
    """By credential: what a stranger finds, and whether it was taken back."""
    resolve = own_resolver(wiring.database)
    with wiring.database.reading() as session:
        signed = session.execute(
            select(Award.credential_id, AwardEdition.signed, Award.revoked_at).join(Award.editions)
        ).all()
    return {
        credential: (verify(data or b"", resolve=resolve, now=clock.now()).verdict, revoked_at is not None)
        for credential, data, revoked_at in signed
    }


def signatures(place: Place) -> dict[int, list[str]]:
    """By edition: the digest of each signature that was ever made for it, kept or not."""
    made: dict[int, list[str]] = defaultdict(list)
    for line in noted(place.instance, SIGNATURES):
        edition, digest = line.split()
        made[int(edition)].append(digest)
    return made


def digests(wiring: Wiring) -> dict[int, str | None]:
    """By edition: the digest that was kept."""
    with wiring.database.reading() as session:
        rows = session.execute(select(AwardEdition.id, AwardEdition.digest))
        return {edition: digest for edition, digest in rows}  # noqa: C416  (a Row is no pair to dict())


def allocations(place: Place) -> Iterator[tuple[tuple[str, int], str]]:
    """Which place was promised to which credential, as the log outside the database has it."""
    for entry in StatusLog(place.instance / "status-log").entries(only="allocated"):
        yield (entry["list"], entry["index"]), entry["credential"]


def time_passes(wiring: Wiring) -> int:
    """What failed is due again, what nobody finished is free again; how many rows had failed."""
    with wiring.database.transaction() as session:
        again = session.scalars(
            update(OutboxMessage)
            .where(OutboxMessage.done_at.is_(None), OutboxMessage.due_at > clock.now())
            .values(due_at=clock.now())
            .returning(OutboxMessage.id)
        )
        failed = len(again.all())
        release_all(session)
    return failed
