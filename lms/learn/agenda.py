"""One's own agenda at a secret address, for calendar programs: they have no session and cannot sign in.

Not here: making and revoking the address (`lms.auth.agenda`), and what is in it (`lms.agenda`).
"""

from flask import current_app, make_response, request
from flask.typing import ResponseReturnValue

from courses.delivery.invitations import feed_by_hash
from courses.errors import N_, NotFound
from courses.people.queries import person_with_addresses
from lms.agenda import agenda
from lms.db import reading
from lms.learn import blueprint
from lms.limits import limiter
from lms.links import token_hash
from lms.policy import public

PER_PROGRAM = "120 per hour"


@blueprint.get("/agenda/<token>.ics")
@public
@limiter.limit(PER_PROGRAM)
def calendar(token: str) -> ResponseReturnValue:
    """The same answer for an address that was revoked and one that never was."""
    with reading() as session:
        feed = feed_by_hash(session, token_hash=token_hash("agenda", token))
        if feed is None:
            raise NotFound(N_("This calendar does not exist (any more). Make a new address in your profile."))
        person = person_with_addresses(session, feed.person_id)
        body = agenda(session, person=person, base_url=current_app.config["LEERSPOOR_BASE_URL"])
    answer = make_response(body)
    answer.headers.update({"Content-Type": "text/calendar; charset=utf-8", "Cache-Control": "private, max-age=300"})
    answer.add_etag()
    return answer.make_conditional(request)
