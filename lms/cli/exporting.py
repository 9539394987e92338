"""`leerspoor content export`: a module or a track as the package that it came in as.

Not here: which files those are (`courses.flows.export_package`).
"""

from pathlib import Path

import click

from courses.catalogue.errors import ModuleNotFound
from courses.catalogue.package.writing import write_folder, write_zip
from courses.errors import DomainError
from courses.flows.export_package import export_module, export_track
from lms.cli.context import done, fail, wired


@click.command("export")
@click.argument("slug")
@click.argument("target", type=click.Path(path_type=Path), metavar="FOLDER|FILE.zip")
@click.option("--number", type=click.IntRange(min=1), help="Which version; without it the newest.")
@click.option("--track", is_flag=True, help="The track of this name, where a module is called so as well.")
def export_command(slug: str, target: Path, number: int | None, track: bool) -> None:
    """Write a module or a track to a folder, or to a ZIP when the name ends in .zip.

    Taken in again it is the same version; the same version always gives the same bytes. Nothing is overwritten.
    """
    files = _files(slug, number, track)
    try:
        if target.suffix.lower() == ".zip":
            with target.open("xb") as out:
                write_zip(out, files, top=slug)
        else:
            write_folder(target, files)
    except FileExistsError:
        fail(f"{target}: there is something already; nothing is overwritten")
    except OSError as error:
        fail(f"{target}: {error.strerror}")
    done(f"{target}: {slug}, {len(files)} files.")


def _files(slug: str, number: int | None, track: bool) -> dict[str, bytes]:
    wiring = wired()
    with wiring.database.reading() as session:
        try:
            if track:
                return export_track(session, slug=slug, number=number)
            try:
                return export_module(session, slug=slug, number=number, fetch=wiring.storage.read)
            except ModuleNotFound:
                return export_track(session, slug=slug, number=number)
        except DomainError as error:
            fail(f"{slug}: {error}")
