"""What the hand-in pages show, and reading what was typed into them.

Not here: routes (`hand_in`), and any decision about work (`courses.practice`).
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import Response, jsonify, render_template
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.datastructures import FileStorage, MultiDict

from courses.delivery.models import RecipientForm
from courses.delivery.recipients import RecipientChoice
from courses.errors import DomainError
from courses.flows.send_file import under_way
from courses.flows.take_file import take_file
from courses.people.models import Person
from courses.practice.errors import StaleDraft
from courses.practice.models import Pupils, SubmissionState
from courses.practice.queries.own_work import OwnWork, assignment_place, evidence_names, own_work
from courses.practice.rules import Gap, GapKind, count_words
from courses.practice.services.drafts import OPEN
from lms import clock, wording
from lms.dates import ZONE, format_time
from lms.db import reading, transaction
from lms.errors import message_of
from lms.forms import number_in
from lms.learn.about_work import about_work
from lms.signin import actor
from lms.uploads import Intake, take_in
from lms.wiring import wiring

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


@dataclass(frozen=True)
class Place:
    """Which assignment of whose participation, and how it stands: values only."""

    participation: str
    unit_slug: str
    participation_id: int
    unit_id: int
    assignment_id: int
    person_id: int
    version: int
    gaps: tuple[Gap, ...]
    open: bool
    current_attempt_id: int
    max_bytes: int
    types: tuple[str, ...]


@dataclass(frozen=True)
class Typed:
    """The text and link as a browser sent them, and the version they were typed over."""

    text: str
    link: str
    version: int
    pupils: Pupils | None = None


@dataclass(frozen=True)
class Choice:
    """What was chosen in the last step."""

    version: int
    recipient: RecipientChoice
    evidence: frozenset[str]


def find_place(participation: str, unit_slug: str) -> Place:
    """The own assignment at this address; anybody else's is NotFound."""
    person_id = actor().person_id
    with reading() as session:
        own, assignment = assignment_place(
            session, participation=participation, unit_slug=unit_slug, person_id=person_id
        )
        work = own_work(session, participation=own, assignment=assignment)
        return Place(
            participation=participation,
            unit_slug=unit_slug,
            participation_id=own.id,
            unit_id=assignment.unit_id,
            assignment_id=assignment.id,
            person_id=person_id,
            version=work.version,
            gaps=work.gaps,
            open=work.state in OPEN,
            current_attempt_id=work.current.attempt.id if work.current else 0,
            max_bytes=assignment.max_file_bytes,
            types=tuple(assignment.file_types),
        )


def _work(session: "Session", place: Place) -> OwnWork:
    own, assignment = assignment_place(
        session, participation=place.participation, unit_slug=place.unit_slug, person_id=place.person_id
    )
    return own_work(session, participation=own, assignment=assignment)


def typed_in(form: MultiDict[str, str]) -> Typed:
    """What the form holds; a broken version counts as 0, so it can be refused but never overwrites."""
    said = form.get("pupils", "")
    pupils = Pupils(said) if said in set(Pupils) else None
    return Typed(form.get("text", ""), form.get("link", ""), number_in(form.get("version")), pupils)


def read_choice(form: MultiDict[str, str]) -> Choice:
    """The last step's form: `recipient` is `pairwise`, or the number of the address that is hashed."""
    chosen = form.get("recipient", "")
    address = number_in(chosen) or None
    kind = RecipientForm.PAIRWISE if chosen == RecipientForm.PAIRWISE else RecipientForm.HASHED_EMAIL
    return Choice(
        version=number_in(form.get("version")),
        recipient=RecipientChoice(form=kind, address_id=address, show_name=form.get("show_name") == "1"),
        evidence=frozenset(form.getlist("evidence")),
    )


def same_choice(place: Place) -> Choice:
    """What was chosen before, or by default: a scrambled address, no name, no work. It can be changed later."""
    with reading() as session:
        work = _work(session, place)
        own = work.participation
        newest = work.attempts[0].attempt if work.attempts else None
        recipient = RecipientChoice(own.recipient_form, own.recipient_address_id, own.show_name)
        return Choice(version=work.version, recipient=recipient, evidence=evidence_names(newest))


def take_uploads(place: Place, sent: Iterable[FileStorage]) -> list[str]:
    """Keep each file that was sent; gives a sentence for each that was not accepted."""
    faults = []
    for upload in sent:
        if upload.filename:
            try:
                _take_upload(place, upload)
            except DomainError as error:
                faults.append(message_of(error))
    return faults


def _take_upload(place: Place, upload: FileStorage) -> None:
    with take_in(upload.stream, name=upload.filename or "", accepted=place.types, max_bytes=place.max_bytes) as intake:
        keep_file(place, intake)


def keep_file(place: Place, intake: Intake, also: "Callable[[Session, int], None] | None" = None) -> None:
    """Store an accepted file and write its rows; else its bytes go. `also` goes with the same commit."""
    storage = wiring().storage
    key = storage.put(intake.data)
    try:
        with transaction() as session:
            file = take_file(
                session,
                participation_id=place.participation_id,
                unit_id=place.unit_id,
                person_id=place.person_id,
                sha256=intake.sha256,
                size=intake.size,
                media_type=intake.media_type,
                original_name=intake.name,
                storage_key=key,
                location_stripped=intake.location_stripped,
                now=clock.now(),
            )
            if also is not None:
                also(session, file.id)
    except BaseException:
        storage.delete(key)
        raise


def sentence(gap: Gap) -> str:
    """What is missing, in the reader's language."""
    return str(_(gap.message, **gap.values)) if gap.values else str(_(gap.message))


def bar_words(gaps: Sequence[Gap]) -> tuple[str, str]:
    """The bar at the foot: what misses most, or that nothing does."""
    if not gaps:
        return _("Everything is there"), _("You may take it back until your trainer begins.")
    return _short(gaps[0]), _("Then you can hand in.")


def _short(gap: Gap) -> str:
    """The gap in three words, for the bar of a phone."""
    if gap.kind is GapKind.WORDS:
        left = int(str(gap.values["asked"])) - int(str(gap.values["words"]))
        return str(ngettext("%(num)s word to go", "%(num)s words to go", left))
    if gap.kind is GapKind.FILES:
        left = int(str(gap.values["count"])) - int(str(gap.values["max"]))
        return str(ngettext("%(num)s file too many", "%(num)s files too many", left))
    short = {
        GapKind.NOTHING: _("Add something first"),
        GapKind.LINK: _("Check your link"),
        GapKind.PUPILS: _("Say who is in the picture"),
        GapKind.UNCHANGED: _("Change something first"),
    }
    return str(short[gap.kind])


def work_page(
    place: Place,
    *,
    typed: Typed | None = None,
    faults: Sequence[str] = (),
    show_gaps: bool = False,
) -> str:
    """The page in whatever state the work is; `typed` is shown instead of what is saved."""
    with reading() as session:
        work = _work(session, place)
        return render_template(
            "learn/hand_in.html", typed=typed, show_gaps=show_gaps, **_shown(session, work, place, faults)
        )


def _shown(session: "Session", work: OwnWork, place: Place, faults: Sequence[str] = ()) -> dict[str, object]:
    run_zone = work.window.due_at.tzinfo if work.window and work.window.due_at else None
    return {
        "work": work,
        "under_way": under_way(
            session, participation_id=place.participation_id, unit_id=place.unit_id, person_id=place.person_id
        ),
        "place": place,
        **about_work(session, work),
        "unit": work.assignment.unit,
        "module": work.assignment.unit.module_version,
        "faults": list(faults),
        "gaps": [sentence(gap) for gap in work.gaps],
        "bar": bar_words(work.gaps),
        "words": count_words(work.text),
        "trainer": wording.either([wording.first_name(name) for name in work.trainers]) or _("your trainer"),
        "zone": getattr(run_zone, "key", ZONE),
        "accept": ",".join(f".{extension}" for extension in place.types),
        "clock_now": clock.now(),
        "State": SubmissionState,
        "w": wording,
    }


def looking_back_page(place: Place, typed: str, fault: str, saved: str = "") -> str:
    """The page with what was written afterwards as it was typed, and what is saved where the two differ."""
    with reading() as session:
        work = _work(session, place)
        said = {"typed_back": typed, "back_fault": fault, "saved_back": saved}
        return render_template("learn/hand_in.html", typed=None, **said, **_shown(session, work, place))


def files_part(place: Place, *, version: int | None = None, faults: Sequence[str] = ()) -> Response:
    """What the script puts in the page: the list of files, the bar, and when it was saved."""
    with reading() as session:
        work = _work(session, place)
        shown = _shown(session, work, place, faults)
        title, text = bar_words(work.gaps)
        saved = _("Saved at %(time)s", time=format_time(work.saved_at)) if work.saved_at else ""
        return jsonify(
            files=render_template("learn/_hand_in_files.html", **shown),
            title=title,
            text=text,
            faults=list(faults),
            saved=saved,
            version=work.version if version is None else version,
        )


def clash_page(place: Place, typed: Typed, stale: StaleDraft) -> str:
    """Both texts side by side; nothing was overwritten and the person picks."""
    with reading() as session:
        work = _work(session, place)
        return render_template("learn/hand_in_clash.html", typed=typed, stale=stale, **_shown(session, work, place))


def choice_page(place: Place, *, fault: str = "") -> str:
    """What will be handed in, with the two choices about the badge."""
    with reading() as session:
        work = _work(session, place)
        newest = work.attempts[0].attempt if work.attempts else None
        person = session.get_one(Person, place.person_id)
        addresses = [row for row in person.addresses if row.verified_at is not None]
        shown = _shown(session, work, place, [fault] if fault else [])
        chosen = work.participation.recipient_address_id or next((row.id for row in addresses if row.is_primary), None)
        return render_template(
            "learn/hand_in_choice.html",
            person_row=person,
            addresses=addresses,
            chosen_address=chosen,
            evidence=evidence_names(newest),
            pairwise=work.participation.recipient_form is RecipientForm.PAIRWISE or not addresses,
            **shown,
        )
