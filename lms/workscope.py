"""How far somebody sees handed-in work: who plans an organisation's runs sees all of them, a trainer the own
ones.

Not here: the permissions themselves (`lms.policy`) and the queries that keep to this
(`courses.practice.queries`).
"""

from sqlalchemy.orm import Session

from courses.files.models import StoredFile
from courses.network.sharing import shared_file
from courses.people.queries import roles_of
from courses.practice.queries.files import readable_file
from lms.policy import Actor, Permission


def overseen(actor: Actor) -> set[int]:
    """The organisations all of whose runs and work this actor may see."""
    return actor.organisations(Permission.PLAN_RUNS)


def file_for(session: Session, *, public_id: str, reader_id: int) -> StoredFile:
    """The file, asked by the reader's roles as they are now: a token outlives no right.

    Raises NotFound, and Gone for what was shared and taken back.
    """
    reader = Actor(reader_id, "", "nl", roles_of(session, reader_id))
    teaches = reader.organisations(Permission.TEACH)
    shared = shared_file(session, file_public_id=public_id, person_id=reader_id, organisations=teaches)
    if shared is not None:
        return shared
    return readable_file(session, public_id=public_id, reader_id=reader_id, organisation_ids=overseen(reader))
