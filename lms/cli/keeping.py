"""`backup` and `restore`. Not here: what an archive is (`lms.archive`)."""

from pathlib import Path

import click

from lms import clock
from lms.archive import RestoreRefused, backup, restore
from lms.cli.context import done, emit, fail, progress, wired


@click.command("backup")
@click.argument("target", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print the manifest.")
def backup_command(target: Path, as_json: bool) -> None:
    """Write everything to one archive: rows and uploaded files, without any secret.

    Keep KEK_FILE, SECRET_KEY and the folder INSTANCE_DIR/status-log in another place: they are not in it.
    """
    if not target.parent.is_dir():
        fail(f"{target.parent}: there is no such folder")
    with progress() as step:
        manifest = backup(wired(), target, now=clock.now(), step=step)
    if as_json:
        emit(manifest)
    rows = sum(part.get("rows", 0) for part in manifest["parts"].values())
    files = sum(1 for name in manifest["parts"] if name.startswith("files/"))
    done(f"{target}: {rows} rows and {files} files.")
    if manifest["lost_files"]:
        fail(
            f"{len(manifest['lost_files'])} files are in the database but not in the store; they are not in the archive"
        )


@click.command("restore")
@click.argument("source", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print what came back.")
def restore_command(source: Path, as_json: bool) -> None:
    """Bring an archive back into an empty database, and replay the status log since.

    No index of a status list is used twice and no revoked badge comes back to life, however old the archive is.
    """
    try:
        with progress() as step:
            result = restore(wired(), source, now=clock.now(), step=step)
    except RestoreRefused as error:
        fail(str(error))
    since = result.replayed
    if as_json:
        emit({"rows": result.rows, "files": result.files, "replayed": vars(since)})
    done(f"{result.rows} rows and {result.files} files are back.")
    if since.burned or since.revoked or since.restored or since.keys:
        lists = f"{since.revoked} revocations, {since.restored} undone, {since.burned} taken places"
        done(f"From the status log: {lists}, {since.keys} keys.")
    if since.conflicts:
        fail("the status log and the archive contradict each other: " + "; ".join(since.conflicts))
