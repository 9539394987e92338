"""`leerspoor content`: packages of authors, checked and taken in, and goals of a framework.

A fault is one line, `path:line: sentence`, as editors and compilers know it. Not here: what is a fault
(`courses.catalogue.package`), and what an import does (`courses.flows.import_package`).
"""

import os
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import click
from babel.support import Translations
from sqlalchemy import select
from sqlalchemy.orm import Session

from courses.catalogue.package import Fault, Package, Severity, check_package, tree_at
from courses.catalogue.package.track import TrackPackage, check_track, is_track
from courses.errors import DomainError
from courses.flows.import_package import Imported, import_package
from courses.flows.import_track import ImportedTrack, import_track
from courses.frameworks.rules import parse_csv, parse_json
from courses.frameworks.services import import_framework, import_shipped
from courses.people.models import Organisation, OrganisationKind
from courses.recognition.models import Issuer
from lms import clock
from lms.cli.context import console, done, emit, fail, out, progress, wired
from lms.cli.exporting import export_command
from lms.markup import parse
from lms.wiring import Wiring

AnyPackage = Package | TrackPackage
AnyImported = Imported | ImportedTrack

REFUSED = 1
TRANSLATIONS = Path(__file__).resolve().parent.parent / "translations"


def console_language() -> str:
    """The language of the terminal, where we speak it; else English."""
    found = next((os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)), "")
    return found[:2] if found[:2] in ("nl", "fr") else "en"


LANGUAGE = click.option(
    "--language", type=click.Choice(["nl", "fr", "en"]), default=console_language, help="Language of the sentences."
)
Folder = click.Path(exists=True, path_type=Path)


@click.group()
def content() -> None:
    """Check, import and export content packages, and import frameworks of goals."""


content.add_command(export_command)


@content.command()
@click.argument("folders", nargs=-1, required=True, type=Folder, metavar="FOLDER|ZIP...")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object with every fault.")
@LANGUAGE
def check(folders: Sequence[Path], as_json: bool, language: str) -> None:
    """Look for faults in packages, folders or ZIP files; nothing is imported.

    Exit status 0 when all may come in, 1 when one may not.
    """
    found = _check_all(folders)
    if as_json:
        emit({"packages": [_as_json(folder, package, faults, language) for folder, package, faults in found]})
    else:
        for folder, package, faults in found:
            _say(folder, package, faults, language)
    if any(package is None for _folder, package, _faults in found):
        raise SystemExit(REFUSED)


@content.command("import")
@click.argument("folders", nargs=-1, required=True, type=Folder, metavar="FOLDER|ZIP...")
@click.option("--provider", help="Slug of the provider; not needed when there is one.")
@click.option("--issuer", help="Slug of the issuer of its badges; not needed when the provider has one.")
@click.option("--draft", is_flag=True, help="Do not show it in the catalogue yet.")
@click.option("--json", "as_json", is_flag=True, help="Print what was done as JSON.")
@LANGUAGE
def import_command(
    folders: Sequence[Path], provider: str | None, issuer: str | None, draft: bool, as_json: bool, language: str
) -> None:
    """Take packages, folders or ZIP files, into the catalogue: all of them, or none when one has a fault.

    The same content again changes nothing; other content becomes a new version.
    """
    found = _check_all(folders)
    if any(package is None for _folder, package, _faults in found):
        if as_json:
            emit({"packages": [_as_json(*one, language) for one in found], "imported": []})
        else:
            for folder, package, faults in found:
                _say(folder, package, faults, language)
        raise SystemExit(REFUSED)
    packages = [package for _folder, package, _faults in found if package is not None]
    imported = _import(packages, provider, issuer, publish=not draft)
    if as_json:
        emit({"packages": [_as_json(*one, language) for one in found], "imported": [vars(one) for one in imported]})
        return
    for (folder, _package, faults), one in zip(found, imported, strict=True):
        _warn(folder, faults, language)
        _report(one)


@content.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--code", help="For CSV: short name of the framework.")
@click.option("--version", help="For CSV: its version.")
@click.option("--name", help="For CSV: its name.")
@click.option("--url", help="For CSV: where it is published.")
@click.option("--valid-from", help="For CSV: first day that it holds, such as 2026-09-01.")
@click.option("--valid-until", help="For CSV: last day that it holds.")
def framework(file: Path, **head: str | None) -> None:
    """Load the goals of a framework from JSON or CSV. A loaded framework is never changed: give a new version."""
    text = file.read_text(encoding="utf-8-sig")
    if file.suffix.lower() == ".csv":
        missing = [f"--{key}" for key in ("code", "version", "name") if not head[key]]
        if missing:
            raise click.UsageError(f"a CSV needs {', '.join(missing)}")
        spec = parse_csv(text, head={**head, "name": {"nl": head["name"]}})
    else:
        spec = parse_json(text)
    with wired().database.transaction() as session:
        _loaded, new = import_framework(session, spec=spec, now=clock.now())
    if new:
        done(f"Loaded {spec.code} {spec.version} with {len(spec.items)} goals.")
    else:
        done(f"{spec.code} {spec.version} was loaded already; nothing changed.")


def _check_all(folders: Sequence[Path]) -> list[tuple[Path, AnyPackage | None, tuple[Fault, ...]]]:
    found = []
    with progress() as step:
        for number, folder in enumerate(folders):
            step("Checking", number, len(folders))
            tree = tree_at(folder)
            check = check_track if is_track(tree) else check_package
            found.append((folder, *check(tree, parse=parse)))
    return found


def sentence(fault: Fault, language: str) -> str:
    """What the fault says, in this language."""
    words = Translations.load(TRANSLATIONS, [language]).gettext
    values = {name: words(value) if name in ("kind", "says") else value for name, value in fault.values.items()}
    return words(fault.message) % values if values else words(fault.message)


def _line(folder: Path, fault: Fault, language: str) -> str:
    """`path:line: sentence`, without control characters that a file name could bring."""
    shown = f"{folder / fault.path}:{fault.line}: {sentence(fault, language)}"
    return "".join(sign if sign.isprintable() else "?" for sign in shown)


def _warn(folder: Path, faults: Sequence[Fault], language: str) -> None:
    for fault in faults:
        tone = "bold red" if fault.severity is Severity.FAULT else "yellow"
        word = "" if fault.severity is Severity.FAULT else "  (warning)"
        out.print(f"{_line(folder, fault, language)}{word}", style=tone, markup=False, soft_wrap=True)


def _say(folder: Path, package: AnyPackage | None, faults: Sequence[Fault], language: str) -> None:
    """The faults on standard output, one a line; the verdict for people beside it."""
    _warn(folder, faults, language)
    count = sum(fault.severity is Severity.FAULT for fault in faults)
    if package is None:
        console.print(f"[bold red]✘[/] {folder}: {count} {'fault' if count == 1 else 'faults'}, refused whole.")
    else:
        size = f"{len(package.units)} units" if isinstance(package, Package) else f"{len(package.parts)} modules"
        done(f"{folder}: {package.slug} {package.label}, {size}. It may come in.")


def _as_json(folder: Path, package: AnyPackage | None, faults: Sequence[Fault], language: str) -> dict[str, Any]:
    return {
        "folder": str(folder),
        "accepted": package is not None,
        "slug": package.slug if package else None,
        "content_sha256": package.content_sha256 if package else None,
        "faults": [
            {"path": fault.path, "line": fault.line, "severity": fault.severity, "sentence": sentence(fault, language)}
            for fault in faults
        ],
    }


def _import(
    packages: Sequence[AnyPackage], provider: str | None, issuer: str | None, *, publish: bool
) -> list[AnyImported]:
    """Import in one transaction; afterwards every package is in, or none. Give modules before their track."""
    wiring, now = wired(), clock.now()
    imported: list[AnyImported] = []
    with progress() as step, wiring.database.transaction() as session:
        import_shipped(session, now=now)
        organisation = _provider(session, provider)
        issuer_id = _issuer_id(session, organisation, issuer)
        for number, package in enumerate(packages):
            step("Importing", number, len(packages))
            try:
                imported.append(_take(session, wiring, package, organisation.id, issuer_id, publish, now))
            except DomainError as error:
                fail(f"{package.slug}: {error}")
    return imported


def _take(
    session: Session,
    wiring: Wiring,
    package: AnyPackage,
    organisation_id: int,
    issuer_id: int | None,
    publish: bool,
    now: datetime,
) -> AnyImported:
    """One module or track."""
    if isinstance(package, TrackPackage):
        return import_track(
            session, package=package, organisation_id=organisation_id, issuer_id=issuer_id, publish=publish, now=now
        )
    return import_package(
        session,
        package=package,
        organisation_id=organisation_id,
        issuer_id=issuer_id,
        store=wiring.storage.put,
        publish=publish,
        now=now,
    )


def _provider(session: Session, slug: str | None) -> Organisation:
    providers = session.scalars(
        select(Organisation).where(Organisation.kind == OrganisationKind.PROVIDER).order_by(Organisation.slug)
    ).all()
    fitting = [one for one in providers if slug in (None, one.slug)]
    if len(fitting) != 1:
        known = ", ".join(one.slug for one in providers) or "none yet"
        fail(f"say which provider with --provider; there is: {known}")
    return fitting[0]


def _issuer_id(session: Session, organisation: Organisation, slug: str | None) -> int | None:
    issuers = session.scalars(
        select(Issuer).where(Issuer.organisation_id == organisation.id).order_by(Issuer.slug)
    ).all()
    fitting = [one for one in issuers if slug in (None, one.slug)]
    if not issuers and slug is None:
        return None
    if len(fitting) != 1:
        known = ", ".join(one.slug for one in issuers) or "none yet"
        fail(f"say which issuer with --issuer; {organisation.slug} has: {known}")
    return fitting[0].id


def _report(one: AnyImported) -> None:
    if one.created:
        done(f"{one.slug}: version {one.number} is new{'' if one.published else ', not shown yet'}.")
    elif one.published:
        done(f"{one.slug}: version {one.number} is shown in the catalogue now.")
    else:
        done(f"{one.slug}: nothing changed, this is version {one.number}.")
    for goal in one.unknown_goals:
        console.print(f"  [yellow]goal {goal} is in no loaded framework[/]")
    for goal in one.expired_goals:
        console.print(f"  [yellow]goal {goal} is no longer in force[/]")
