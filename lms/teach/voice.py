"""The spoken comment: kept as soon as it is recorded, and taken out again.

Not here: the page's script (`static/js/voice.js`), and who may hear it (`courses.practice.queries.files`).
"""

from contextlib import closing

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from courses.errors import N_, Invalid, NotFound
from courses.flows.speak import be_silent, speak
from lms import clock
from lms.db import transaction
from lms.guards import accepts
from lms.policy import Permission, requires
from lms.spoken import LONGEST, take_sound
from lms.teach import blueprint
from lms.teach.desk_page import Work, find_work
from lms.wiring import wiring


@blueprint.post("/nakijken/<attempt>/stem")
@accepts(LONGEST + 100_000)
@requires(Permission.ASSESS)
def record_voice(attempt: str) -> ResponseReturnValue:
    """The recording as a file; the page is shown again with it. Without `sound` the one that is there goes."""
    work, sound = find_work(attempt), request.files.get("sound")
    if not work.own:
        raise NotFound(N_("This work does not exist, or it is not yours to assess."))
    if request.form.get("do") == "silent":
        with transaction() as session:
            be_silent(session, attempt_id=work.attempt_id, assessor_id=work.person_id, now=clock.now())
    elif sound is None:
        raise Invalid(N_("This is no recording that we can play. Record it again, or leave it out."))
    else:
        with closing(sound), take_sound(sound.stream) as intake:
            _speak(work, wiring().storage.put(intake.data), intake.sha256, intake.size, intake.media_type)
    return redirect(url_for("teach.grade", attempt=attempt, _anchor="voice"))


def _speak(work: Work, key: str, sha256: str, size: int, media_type: str) -> None:
    """The rows for bytes that are stored; when they are refused the bytes go again."""
    try:
        with transaction() as session:
            speak(
                session,
                attempt_id=work.attempt_id,
                assessor_id=work.person_id,
                sha256=sha256,
                size=size,
                media_type=media_type,
                storage_key=key,
                now=clock.now(),
            )
    except BaseException:
        wiring().storage.delete(key)
        raise
