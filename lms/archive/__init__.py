"""Backup and restore: one archive that every database can be restored from.

A ZIP with one file of JSON lines for each table, the uploaded files, and a manifest with the hash of each part. Not
in it, on purpose: the key-encryption key, SECRET_KEY and the status log. They are kept elsewhere, so that whoever
finds an archive can sign nothing, and so that a restore can be told what happened after the backup.
"""

from lms.archive.reading import Restored, RestoreRefused, restore
from lms.archive.writing import backup

__all__ = ["RestoreRefused", "Restored", "backup", "restore"]
