"""What a teacher does with her badge, how others check it, and what is left when she goes (T17, T18, T22).

Not here: how she earned it (`teacher`).
"""

import json
import urllib.request
import zipfile
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import select, update

from courses.outbox.models import OutboxMessage
from courses.people.models import Person
from courses.recognition.models import Award
from lms import clock
from lms.demo.cast import KEMPEN
from tests.journeys.acting import decode, file
from tests.journeys.offered import tampered
from tests.journeys.site import text_of, wait_for
from tests.journeys.teacher import BADGE, SOON, Journey, signed_badge
from tests.journeys.visitor import DESK, Visitor, nl

VC = "application/vc+ld+json"
DROPPED = """([name, kind, bytes]) => { const carried = new DataTransfer();
  carried.items.add(new File([new Uint8Array(bytes)], name, { type: kind })); return carried; }"""


def shows_the_code(journey: Journey) -> None:
    """T17 (MIC-05): the QR code as it stands on her screen, read by a decoder that is not ours."""
    nele = journey.nele
    nele.hands.press(nele.page.locator(".shelf h2 a", has_text=BADGE))
    nele.arrive(f"/mijn-badges/{journey.public_id}")
    code = nele.page.locator('img[src$="/qr.svg"]')
    code.scroll_into_view_if_needed()
    journey.link = decode(code.screenshot())
    assert journey.link == f"{journey.site.base}/badges/{journey.public_id}"
    assert nele.page.locator("#link").input_value() == journey.link


def chooses_what_it_shows(journey: Journey) -> None:
    """T17 (MIC-07): a photo out and her name in; same id and day, and the old code leads to the new version."""
    nele, page = journey.nele, journey.nele.page
    before = document(journey)
    assert len(before["evidence"]) == 2
    assert "Nele Wouters" not in str(before)
    nele.hands.tick(page.get_by_label("meetopstelling.png"), on=False)
    nele.hands.tick(page.locator('input[name="naam"]'))
    nele.press("Make my badge again")
    after = wait_for(lambda: document(journey) if document(journey) != before else None, "the new version", SOON)
    assert (after["id"], after["awardedDate"]) == (before["id"], before["awardedDate"])
    assert len(after["evidence"]) == 1
    assert "Nele Wouters" in str(after)


def document(journey: Journey, public_id: str = "") -> dict[str, Any]:
    """A badge as programs read it at its public address."""
    address = f"{journey.site.base}/badges/{public_id or journey.public_id}"
    answer = journey.nele.context.request.get(address, headers={"Accept": VC})
    assert answer.ok
    return dict(answer.json())


def a_stranger_checks(journey: Journey, folder: Path) -> None:
    """T18 (MIC-05): page, exact bytes, and our command on another machine: all say the same."""
    stranger = journey.come()
    stranger.open(journey.link)
    assert stranger.heading == nl("This badge is genuine and valid")
    main = stranger.page.locator("main").inner_text()
    assert "Nele Wouters" in main
    assert nl("What this does not prove") in main
    assert stranger.page.locator('.checks li[data-tone="ok"]').count() == 5
    answer = stranger.context.request.get(journey.link, headers={"Accept": VC})
    with journey.site.wiring.database.reading() as session:
        award = session.scalars(select(Award).where(Award.public_id == journey.public_id)).one()
        assert answer.body() == award.editions[-1].signed
    journey.signed = answer.text()
    assert verdict(journey, folder, journey.signed) == "VALID"
    assert stranger.context.cookies() == []
    stranger.context.close()


def takes_it_along(journey: Journey, folder: Path) -> None:
    """T18: file, picture and certificate from her page; a school checks each. With one changed word: changed."""
    nele = journey.nele
    nele.open(f"/mijn-badges/{journey.public_id}")
    desk = journey.come(width=DESK)
    for words in ("Badge file (JSON)", "Image with the badge in it (PNG)", "Certificate (PDF)"):
        with nele.page.expect_download() as fetched:
            nele.press(words)
        data = Path(fetched.value.path()).read_bytes()
        assert offer(journey, desk, fetched.value.suggested_filename, data) == nl("This badge is genuine and valid")
    changed = tampered(journey.signed, BADGE, BADGE.replace("inzetten", "uitvinden"))
    said = offer(journey, desk, "badge.json", changed.encode())
    assert said == nl("This badge was changed after it was issued")
    assert verdict(journey, folder, changed) == "INVALID"
    desk.context.close()


def offer(journey: Journey, visitor: Visitor, name: str, data: bytes) -> str:
    """Drop a file on the desk as one drags it there (by keyboard: choose it), press the button, read the verdict."""
    visitor.open("/controleer")
    kind = {"json": "application/json", "png": "image/png", "pdf": "application/pdf"}[name.rpartition(".")[2]]
    if journey.keys:
        visitor.hands.give(visitor.page.locator("#bestanden"), [file(name, kind, data)])
    else:
        carried = visitor.page.evaluate_handle(DROPPED, [name, kind, list(data)])
        visitor.page.locator("[data-drop]").dispatch_event("drop", {"dataTransfer": carried})
    if not visitor.page.url.endswith("#results"):
        visitor.press("Check")
    return " ".join(visitor.page.locator("article .verdict h3").inner_text().split())


def verdict(journey: Journey, folder: Path, badge: str) -> str:
    """What `leerspoor verify` says of these bytes, given the documents that the site publishes now."""
    stranger = journey.come()
    document = json.loads(badge)
    documents = {}
    for address, place in (
        (document["issuer"]["id"], f"{journey.site.base}/issuers/{KEMPEN}/did.json"),
        (document["credentialStatus"]["statusListCredential"],) * 2,
    ):
        found = stranger.context.request.get(place, headers={"Accept": VC})
        assert found.ok
        documents[address] = found.json()
    (folder / "documents.json").write_text(json.dumps(documents))
    (folder / "badge.json").write_text(badge)
    stranger.context.close()
    done = journey.site.command(
        "verify", "--json", "--resolver", str(folder / "documents.json"), str(folder / "badge.json")
    )
    return str(json.loads(done.stdout)["verdict"])


def the_list(journey: Journey) -> bytes:
    """The status list of this badge, as it is published now."""
    address = json.loads(journey.signed)["credentialStatus"]["statusListCredential"]
    with urllib.request.urlopen(address) as answer:
        return bytes(answer.read())


def it_is_taken_back(journey: Journey, folder: Path) -> None:
    """R14 (MIC-06): the manager gives a reason; the page, the list and the command all say so at once or soon."""
    before = the_list(journey)
    tom = journey.come("tom")
    tom.open("/uitgegeven")
    tom.hands.press(tom.page.locator(f'a[href$="/uitgegeven/{journey.public_id}/intrekken"]'))
    tom.arrive("/uitgegeven/*/intrekken")
    tom.hands.tick(tom.page.locator('input[name="oorzaak"][value="not_own"]'))
    tom.hands.write(tom.page.locator("#reden"), "Het werk bleek niet van haar te zijn.")
    tom.press("Revoke")
    tom.page.wait_for_url("**/uitgegeven/handelingen/*")
    stranger = journey.come()
    stranger.open(journey.link)
    assert stranger.heading == nl("This badge was revoked")
    assert "niet van haar" not in stranger.page.locator("main").inner_text(), "the reason is for the holder alone"
    mails = journey.site.mails(journey.address)
    assert not any("ingetrokken" in text_of(mail) for mail in mails), "not before the hour"
    an_hour_passes(journey)
    journey.site.mail(journey.address, "Het werk bleek niet van haar te zijn")
    wait_for(lambda: the_list(journey) != before or None, "the new list")
    assert verdict(journey, folder, journey.signed) == "REVOKED"
    answer = stranger.context.request.get(f"{journey.site.base}/badges/{quote(journey.public_id)}/verification")
    assert answer.json()["verdict"] == "REVOKED"


def an_hour_passes(journey: Journey) -> None:
    """The mails that waited for it are due now."""
    with journey.site.wiring.database.transaction() as session:
        waiting = (OutboxMessage.kind == "mail", OutboxMessage.done_at.is_(None))
        session.execute(update(OutboxMessage).where(*waiting).values(due_at=clock.now()))


def leaves(journey: Journey, folder: Path) -> None:
    """T22 (PRI-04): all her own data in one archive; then all of it gone, and the state of her badges still there."""
    nele, page = journey.nele, journey.nele.page
    taken_part = signed_badge(journey, "arduino-deelname")
    assert taken_part is not None
    kept = json.dumps(document(journey, taken_part))
    nele.open("/profiel")
    with page.expect_download() as fetched:
        nele.press("Download my data")
    with zipfile.ZipFile(fetched.value.path()) as archive:
        assert any(b"eerste waarde te snel" in archive.read(name) for name in archive.namelist())
    nele.press("Delete my account")
    nele.arrive("/profiel/verwijderen")
    nele.hands.tick(page.get_by_label(nl("I understand that this cannot be undone")))
    nele.press("Delete my account")
    nele.arrive("/weg")
    with journey.site.wiring.database.reading() as session:
        person = session.get_one(Person, journey.site.world.people[f"nele.{journey.key}"])
        assert "Nele" not in (person.display_name or "")
        assert person.addresses == []
    stranger = journey.come()
    stranger.open(f"/badges/{taken_part}")
    assert stranger.heading == nl("The holder had the data of this badge erased")
    assert "Nele" not in stranger.page.locator("main").inner_text()
    assert verdict(journey, folder, kept) == "VALID"
    assert verdict(journey, folder, journey.signed) == "REVOKED"
