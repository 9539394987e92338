"""`awards`, `award` and `revoke`: badges from the console. Those who give them are in `lms.cli.issuers`.

What a program may read goes out as JSON with `--json`. The work itself (signing, publishing, mail) is done by the
server or a worker, as always. Not here: what may be done (`courses.flows`).
"""

import click
from rich.table import Table

from courses.base import text_in
from courses.flows.award_by_hand import Candidate, award_by_hand, preview
from courses.flows.revoke import revoke as revoke_badge
from courses.people.queries import person_by_address
from courses.recognition.queries import AwardView, list_awards
from courses.recognition.queries.issuers import newest_version
from lms import clock
from lms.cli.context import console, done, emit, fail, iso, print_table, wired


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print a JSON array.")
def awards(as_json: bool) -> None:
    """Every badge that was given, oldest first."""
    with wired().database.reading() as session:
        found = list_awards(session, now=clock.now())
    if as_json:
        emit([_award_facts(award) for award in found])
        return
    print_table(
        ("status", "earned", "badge", "address"),
        (
            (
                award.status.value,
                award.awarded_at.date().isoformat(),
                text_in(award.badge_name, "nl"),
                award.badge_url,
            )
            for award in found
        ),
    )


def _award_facts(award: AwardView) -> dict[str, object]:
    return {
        "public_id": award.public_id,
        "badge": text_in(award.badge_name, "nl"),
        "badge_slug": award.badge_slug,
        "status": award.status.value,
        "url": award.badge_url,
        "issuer": award.issuer_did,
        "awarded_at": iso(award.awarded_at),
        "valid_until": iso(award.valid_until),
        "revoked_at": iso(award.revoked_at),
        "shared": award.shared_at is not None,
        "edition": award.edition.number,
        "erased": award.erased,
        "sha256": award.edition.digest,
    }


@click.command()
@click.argument("badge")
@click.argument("addresses", nargs=-1, required=True, metavar="ADDRESS...")
@click.option("--reason", required=True, help="Why; kept with the badge.")
@click.option("--issuer", help="Slug, where more than one issuer has a badge of this name.")
@click.option("--yes", is_flag=True, help="Do not ask.")
def award(badge: str, addresses: tuple[str, ...], reason: str, issuer: str | None, yes: bool) -> None:
    """Give BADGE by hand to the people with these addresses, after showing who lacks what."""
    wiring, now = wired(), clock.now()
    with wiring.database.reading() as session:
        version_id = newest_version(session, badge, issuer).id
        people = {address: person_by_address(session, address) for address in addresses}
        if unknown := [address for address, person in people.items() if person is None]:
            fail(f"nobody has this address: {', '.join(unknown)}")
        ids = [person.id for person in people.values() if person is not None]
        candidates = preview(session, badge_version_id=version_id, person_ids=ids, now=now)
    _show_candidates(candidates)
    takers = [candidate for candidate in candidates if not candidate.holds]
    if not takers:
        fail("everybody holds this badge already")
    if not yes:
        click.confirm(f"Give this badge to {len(takers)} of them?", abort=True)
    with wiring.database.transaction() as session:
        given = [
            award_by_hand(
                session,
                badge_version_id=version_id,
                person_id=candidate.person_id,
                nominated_by_id=None,
                reason=reason,
                now=now,
            ).badge_url
            for candidate in takers
        ]
    for address in given:
        done(f"planned: {address}")


def _show_candidates(candidates: list[Candidate]) -> None:
    table = Table("name", "state", box=None)
    for candidate in candidates:
        table.add_row(candidate.name, _state_of(candidate))
    console.print(table)


def _state_of(candidate: Candidate) -> str:
    if candidate.holds:
        return "holds this badge already"
    if not candidate.takes_part:
        return "does not take part in the module"
    if candidate.missing:
        return "lacks: " + ", ".join(f"{item.kind.value} {text_in(item.title, 'nl')}" for item in candidate.missing)
    return "meets every condition"


@click.command()
@click.argument("public_id")
@click.option("--reason", required=True, help="Why; the holder reads it, the public page does not show it.")
def revoke(public_id: str, reason: str) -> None:
    """Take the badge PUBLIC_ID back."""
    with wired().database.transaction() as session:
        revoke_badge(session, public_id=public_id, reason=reason, actor_id=None, now=clock.now())
    done(f"{public_id} is revoked; the new list is published by the server or a worker.")
