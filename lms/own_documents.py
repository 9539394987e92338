"""Documents for verification from our own database alone: the site never calls itself.

Not here: other people's documents (`lms.resolving`).
"""

from courses.recognition.queries.documents import own_document
from credentials.resolution import Found, NotFound, Resolution, Resolve
from lms.db import Database


def own_resolver(database: Database) -> Resolve:
    """Answers for our own DIDs and addresses; for any other, that there is nothing there."""

    def resolve(address: str) -> Resolution:
        with database.reading() as session:
            found = own_document(session, address)
        return Found(found.body) if found else NotFound()

    return resolve
