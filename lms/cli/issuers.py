"""`keys`, `issuers` and `trust`: those who give badges here, what they sign with, and issuers elsewhere that we know.

Not here: when a key may change state (`courses.recognition.services.keys`).
"""

import click
from sqlalchemy import select

from courses.people.models import Organisation
from courses.recognition.models import SigningKey
from courses.recognition.queries.issuers import issuer_by_slug, keys_of
from courses.recognition.queries.issuers import issuers as all_issuers
from courses.recognition.services.issuers import make_issuer
from courses.recognition.services.keys import activate_key
from courses.trust.queries import known_issuers
from courses.trust.services import distrust_issuer, know_issuer
from lms import clock, issuer_keys
from lms.cli.context import console, done, emit, fail, iso, print_table, wired


@click.group()
def keys() -> None:
    """Signing keys of issuers: make, see, use, retire, or call compromised."""


@keys.command("list")
@click.option("--issuer", help="Slug of one issuer.")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON array.")
def list_keys(issuer: str | None, as_json: bool) -> None:
    """Every key there ever was. Nothing secret is shown."""
    with wired().database.reading() as session:
        rows = [_key_facts(key) for key in keys_of(session, issuer)]
    if as_json:
        emit(rows)
        return
    print_table(
        ("state", "made", "private part", "key"),
        (
            (row["state"], (row["created_at"] or "")[:10], "kept" if row["usable"] else "destroyed", row["key"])
            for row in rows
        ),
    )


def _key_facts(key: SigningKey) -> dict[str, str | None]:
    return {
        "key": key.key_id,
        "state": key.state.value,
        "public_multikey": key.public_multikey,
        "created_at": iso(key.created_at),
        "activated_at": iso(key.activated_at),
        "retired_at": iso(key.retired_at),
        "compromised_at": iso(key.compromised_at),
        "usable": "yes" if key.wrapped_private else None,
    }


@keys.command("new")
@click.argument("issuer")
@click.option("--activate", is_flag=True, help="Sign with it at once, without a day for caches elsewhere to learn it.")
def new_key(issuer: str, activate: bool) -> None:
    """Make a key for ISSUER (its slug) and publish it. The first key of an issuer is used at once."""
    wiring, now = wired(), clock.now()
    with wiring.database.transaction() as session:
        row = issuer_by_slug(session, issuer)
        first = not row.keys
        key = issuer_keys.new_key(wiring, session, issuer=row, now=now)
        if activate or first:
            activate_key(session, key_id=key.key_id, now=now, at_once=True)
        done(f"{key.key_id} is {key.state.value}.")


@keys.command("activate")
@click.argument("key_id")
@click.option("--at-once", is_flag=True, help="Even before it has been public for a day.")
def activate(key_id: str, at_once: bool) -> None:
    """Sign with KEY_ID from now on."""
    with wired().database.transaction() as session:
        activate_key(session, key_id=key_id, now=clock.now(), at_once=at_once)
    done(f"{key_id} signs from now on. Retire the one before it when nothing waits for it any more.")


@keys.command("retire")
@click.argument("key_id")
def retire(key_id: str) -> None:
    """Destroy the private part of KEY_ID; what it signed stays good."""
    wiring = wired()
    with wiring.database.transaction() as session:
        issuer_keys.retire(wiring, session, key_id=key_id, now=clock.now())
    done(f"{key_id} is retired.")


@keys.command("compromise")
@click.argument("key_id")
@click.option("--yes", is_flag=True, help="Do not ask.")
def compromise(key_id: str, yes: bool) -> None:
    """Say that others may have KEY_ID: what it signed no longer counts, and is signed again with another key."""
    if not yes:
        click.confirm(
            "Every badge signed with this key fails from now on, until it is signed again. Files in wallets "
            "fail for good; their holders need the new version. A badge of somebody who was erased cannot be signed "
            "again. Go on?",
            abort=True,
        )
    wiring = wired()
    with wiring.database.transaction() as session:
        key = session.scalar(select(SigningKey).where(SigningKey.key_id == key_id))
        if key is None:
            fail(f"there is no key {key_id}")
        result = issuer_keys.compromise(wiring, session, key=key, now=clock.now())
    done(f"{key_id} is compromised. {result.badges} badges are signed again with {result.successor}.")
    if result.lost:
        lost = f"Badges of erased people that cannot be signed again: {result.lost}."
        console.print(f"{lost} Every copy of them fails from now on.", soft_wrap=True)


@click.group()
def issuers() -> None:
    """Who gives badges here."""


@issuers.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON array.")
def list_issuers(as_json: bool) -> None:
    """Every issuer with its DID."""
    with wired().database.reading() as session:
        rows = [
            {"slug": row.slug, "name": row.name, "did": row.did, "profile": row.profile_url}
            for row in all_issuers(session)
        ]
    if as_json:
        emit(rows)
        return
    print_table(("slug", "name", "did"), ((row["slug"], row["name"], row["did"]) for row in rows))


@issuers.command("add")
@click.argument("slug")
@click.option("--organisation", required=True, help="Slug of the organisation that stands behind it.")
@click.option("--name", help="Default: the organisation's.")
@click.option("--email", help="For questions about its badges.")
@click.option("--quality", help="How its quality is assured, and by whom.")
def add_issuer(slug: str, organisation: str, name: str | None, email: str | None, quality: str | None) -> None:
    """Make the issuer SLUG with its first key. Its DID holds BASE_URL for ever: check that first."""
    wiring, now = wired(), clock.now()
    with wiring.database.transaction() as session:
        row = session.scalar(select(Organisation).where(Organisation.slug == organisation))
        if row is None:
            fail(f"there is no organisation {organisation}")
        issuer = make_issuer(
            session,
            organisation=row,
            slug=slug,
            base_url=wiring.settings.base_url,
            name=name,
            email=email,
            quality_system={"nl": quality} if quality else None,
            now=now,
        )
        key = issuer_keys.new_key(wiring, session, issuer=issuer, now=now)
        activate_key(session, key_id=key.key_id, now=now, at_once=True)
    done(f"{issuer.did} signs with {key.key_id}.")


@click.group()
def trust() -> None:
    """Issuers elsewhere that this site knows."""


@trust.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON array.")
def list_trust(as_json: bool) -> None:
    """Known issuers, and those taken off the list."""
    with wired().database.reading() as session:
        rows = [
            {"issuer": row.issuer_id, "name": row.name, "distrusted_at": iso(row.distrusted_at)}
            for row in known_issuers(session, with_distrusted=True)
        ]
    if as_json:
        emit(rows)
        return
    print_table(
        ("state", "name", "issuer"),
        (("off the list" if row["distrusted_at"] else "known", row["name"], row["issuer"]) for row in rows),
    )


@trust.command("add")
@click.argument("issuer_id")
@click.argument("name")
@click.option("--note", help="Why, and who looked.")
def add_trust(issuer_id: str, name: str, note: str | None) -> None:
    """Know ISSUER_ID (DID or https address, as it stands in its badges) by NAME."""
    with wired().database.transaction() as session:
        know_issuer(session, issuer_id=issuer_id, name=name, note=note, now=clock.now())
    done(f"{issuer_id} is known as {name}.")


@trust.command("remove")
@click.argument("issuer_id")
def remove_trust(issuer_id: str) -> None:
    """Take ISSUER_ID off the list."""
    with wired().database.transaction() as session:
        distrust_issuer(session, issuer_id=issuer_id, now=clock.now())
    done(f"{issuer_id} is no longer known.")
