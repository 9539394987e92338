"""The hand-in pages: write and attach, see what is missing, choose what the badge shows, take back.

Without JavaScript it is one form with several buttons; with it the draft saves itself and files show
progress.
Not here: what these pages show (`hand_in_page`), and the rest of the reader.
"""

from flask import Response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from courses.errors import DomainError, Invalid
from courses.flows.drop_file import drop_file
from courses.flows.hand_in import hand_in
from courses.flows.send_file import stop_sending
from courses.flows.withdraw import withdraw
from courses.practice.errors import StaleDraft, WorkIncomplete
from courses.practice.services import save_draft
from courses.practice.services.about_work import say_pupils
from lms import clock
from lms.db import transaction
from lms.errors import message_of, status_of
from lms.guards import accepts
from lms.learn import blueprint
from lms.learn.hand_in_page import (
    Choice,
    Place,
    Typed,
    choice_page,
    clash_page,
    files_part,
    find_place,
    read_choice,
    same_choice,
    take_uploads,
    typed_in,
    work_page,
)
from lms.policy import Permission, requires

ADDRESS = "/leren/<participation>/<unit_slug>/inleveren"
UPLOAD = 650_000_000
"""Bytes of one request: six files of 100 MB; what one file may be is said per assignment."""


@blueprint.get(ADDRESS)
@requires(Permission.LEARN)
def hand_in_work(participation: str, unit_slug: str) -> str:
    return work_page(find_place(participation, unit_slug))


@blueprint.post(ADDRESS)
@accepts(UPLOAD)
@requires(Permission.LEARN)
def change_work(participation: str, unit_slug: str) -> ResponseReturnValue:
    """Every button of the page saves the text first, so no press loses a word."""
    place, typed = find_place(participation, unit_slug), typed_in(request.form)
    try:
        _save(place, typed)
        if removed := request.form.get("remove"):
            _remove(place.participation_id, place.unit_id, place.person_id, removed)
        if stopped := request.form.get("stop"):
            stop(place, stopped)
    except StaleDraft as stale:
        return clash_page(place, typed, stale), 409
    except DomainError as error:
        return work_page(place, typed=typed, faults=[message_of(error)]), status_of(error)
    faults = take_uploads(place, request.files.getlist("files"))
    return (work_page(place, faults=faults), 422) if faults else _go_on(participation, unit_slug)


#: Where a button leads once everything is saved; any other stays on the page.
LEADS = {"next": "learn.choose_recipient", "goals": "learn.pick_goal", "results": "learn.results_sheet"}


def _go_on(participation: str, unit_slug: str) -> ResponseReturnValue:
    """Hand in, or to where was asked; when something is missing the page says what."""
    do = request.form.get("do", "")
    place = find_place(participation, unit_slug)
    if do in ("next", "hand_in") and place.gaps:
        return work_page(place, show_gaps=True), 422
    if do == "hand_in":
        try:
            _hand_in(place, same_choice(place))
        except DomainError as error:
            return work_page(find_place(participation, unit_slug), faults=[message_of(error)]), status_of(error)
    there = LEADS.get(do, "learn.hand_in_work")
    return redirect(url_for(there, participation=participation, unit_slug=unit_slug))


def _save(place: Place, typed: Typed) -> int:
    where, now = {"participation_id": place.participation_id, "unit_id": place.unit_id}, clock.now()
    with transaction() as session:
        saved = save_draft(session, **where, text=typed.text, link=typed.link, expected_version=typed.version, now=now)
        say_pupils(session, **where, pupils=typed.pupils, now=now)
        return saved.version


def _remove(participation_id: int, unit_id: int, person_id: int, file_public_id: str) -> None:
    with transaction() as session:
        drop_file(
            session,
            participation_id=participation_id,
            unit_id=unit_id,
            file_public_id=file_public_id,
            person_id=person_id,
            now=clock.now(),
        )


def stop(place: Place, upload_id: str) -> None:
    """Let go of what is half sent."""
    with transaction() as session:
        stop_sending(
            session,
            public_id=upload_id,
            participation_id=place.participation_id,
            unit_id=place.unit_id,
            person_id=place.person_id,
            now=clock.now(),
        )


@blueprint.post(f"{ADDRESS}/concept")
@requires(Permission.LEARN)
def autosave(participation: str, unit_slug: str) -> ResponseReturnValue:
    """The draft as it is being typed; answers with the new version and what to say about it."""
    place, typed = find_place(participation, unit_slug), typed_in(request.form)
    version = _save(place, typed)
    return files_part(find_place(participation, unit_slug), version=version)


@blueprint.post(f"{ADDRESS}/bestanden/weg")
@requires(Permission.LEARN)
def remove_file(participation: str, unit_slug: str) -> Response:
    """The script's way to take a file out."""
    place = find_place(participation, unit_slug)
    _remove(place.participation_id, place.unit_id, place.person_id, request.form.get("remove", ""))
    return files_part(find_place(participation, unit_slug))


@blueprint.get(f"{ADDRESS}/keuze")
@requires(Permission.LEARN)
def choose_recipient(participation: str, unit_slug: str) -> ResponseReturnValue:
    """The last step: how the badge names me, and what it may show."""
    place = find_place(participation, unit_slug)
    if place.gaps or not place.open:
        return redirect(url_for("learn.hand_in_work", participation=participation, unit_slug=unit_slug))
    return choice_page(place)


@blueprint.post(f"{ADDRESS}/keuze")
@requires(Permission.LEARN)
def hand_in_now(participation: str, unit_slug: str) -> ResponseReturnValue:
    """Hand in; the page then says when, and until when it can be taken back."""
    place, choice = find_place(participation, unit_slug), read_choice(request.form)
    try:
        _hand_in(place, choice)
    except WorkIncomplete:
        return work_page(place, show_gaps=True), 422
    except (StaleDraft, Invalid) as error:
        return choice_page(find_place(participation, unit_slug), fault=message_of(error)), status_of(error)
    return redirect(url_for("learn.hand_in_work", participation=participation, unit_slug=unit_slug))


def _hand_in(place: Place, choice: Choice) -> None:
    with transaction() as session:
        hand_in(
            session,
            participation_id=place.participation_id,
            unit_id=place.unit_id,
            person_id=place.person_id,
            expected_version=choice.version,
            recipient=choice.recipient,
            evidence=choice.evidence,
            now=clock.now(),
        )


@blueprint.post(f"{ADDRESS}/terug")
@requires(Permission.LEARN)
def take_back(participation: str, unit_slug: str) -> ResponseReturnValue:
    """Take the work back before anybody began to look at it."""
    place = find_place(participation, unit_slug)
    try:
        with transaction() as session:
            withdraw(session, attempt_id=place.current_attempt_id, person_id=place.person_id, now=clock.now())
    except DomainError as error:
        return work_page(find_place(participation, unit_slug), faults=[message_of(error)]), status_of(error)
    return redirect(url_for("learn.hand_in_work", participation=participation, unit_slug=unit_slug))
