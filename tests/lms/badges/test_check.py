"""The desk where anybody checks a badge: every source, every verdict, and no stranger in green (A19)."""

import io
import json
from datetime import UTC, datetime
from typing import Any

import pytest
from werkzeug.datastructures import FileStorage

from courses.flows.revoke import revoke
from courses.trust.rules import skeleton
from courses.trust.services import distrust_issuer, know_issuer
from credentials.baking import bake_png, bake_svg
from credentials.issuing import issue
from credentials.jwt import create_token
from credentials.jwt_claims import claims_of
from credentials.jwt_issuing import issue_jwt
from credentials.report import Outcome, Verdict, VerificationReport, complete, passed
from credentials.signers import Ed25519Signer
from lms import clock
from lms.badges import offers
from lms.badges.findings import Standing, Trust, kind_of
from lms.badges.kinds import Kind
from lms.badges.lines import lines_of
from tests.credentials.carriers import SVG, pdf, pdf_object, picture, zipped
from tests.factories import token
from tests.lms.badges.conftest import Site

SEED = bytes(range(32))


def offer(site: Site, *files: tuple[str, bytes], text: str = "", address: str = "", language: str = "nl") -> str:
    data = {
        "csrf_token": token(site.client),
        "bron": text,
        "adres": address,
        "bestanden": [FileStorage(io.BytesIO(body), filename=name) for name, body in files],
    }
    answer = site.client.post(f"/controleer?taal={language}", data=data, content_type="multipart/form-data")
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def test_what_is_no_badge_is_not_counted_as_one(site: Site) -> None:
    words = offer(site, text="zomaar een zin")
    assert "Geen badge gevonden" in words
    assert "Wat we vonden" in words
    assert "1 badge nagekeken" not in words
    assert "1 badge nagekeken" in offer(site, ("badge.json", site.signed()))


def foreign(name: str = "Digi-Academie Noord", **more: Any) -> tuple[str, bytes]:
    """The id of an issuer elsewhere and a badge that it signed properly."""
    multikey = Ed25519Signer.from_seed(SEED, "x#x").public_multikey
    did = f"did:key:{multikey}"
    signer = Ed25519Signer.from_seed(SEED, f"{did}#{multikey}")
    credential = {
        "@context": [
            "https://www.w3.org/ns/credentials/v2",
            "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
        ],
        "id": "urn:uuid:11111111-1111-4111-8111-111111111111",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": "Digitale didactiek",
        "issuer": {"id": did, "type": ["Profile"], "name": name},
        "validFrom": "2026-05-14T00:00:00Z",
        "credentialSubject": {
            "id": "urn:uuid:22222222-2222-4222-8222-222222222222",
            "type": ["AchievementSubject"],
            "achievement": {
                "id": "https://academie-noord.example/a/1",
                "type": ["Achievement"],
                "name": "Digitale didactiek, basis",
                "description": "Basis.",
                "criteria": {"narrative": "Doe mee."},
            },
        },
    } | more
    return did, issue(credential, signer, created=datetime(2026, 5, 14, tzinfo=UTC)).data


def know(site: Site, issuer_id: str, name: str) -> None:
    with site.wiring.database.transaction() as session:
        know_issuer(session, issuer_id=issuer_id, name=name, now=clock.now())


def test_the_page_is_there_without_an_account(still: Site) -> None:
    answer = still.client.get("/controleer")
    assert answer.status_code == 200
    assert 'type="file"' in answer.get_data(as_text=True)


def test_a_file_of_ours_is_valid(still: Site) -> None:
    assert 'data-verdict="valid"' in offer(still, ("badge.json", still.signed()))


def test_png_and_certificate_carry_it_too(still: Site) -> None:
    png = still.client.get(f"{still.path}.png").data
    pdf = still.client.get(f"{still.path}.pdf").data
    text = offer(still, ("a.png", png), ("b.pdf", pdf))
    assert text.count('data-verdict="valid"') == 2


@pytest.mark.parametrize("ending", ["", ".json", ".pdf", "/verification", "/", "?taal=fr", "#x"])
def test_a_link_to_our_page_is_looked_up_and_never_fetched(
    still: Site, ending: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(address: str) -> tuple[bytes, str]:
        raise AssertionError(address)

    monkeypatch.setattr(offers, "badge_at", never)
    assert 'data-verdict="valid"' in offer(still, text=f"http://localhost:8000{still.path}{ending}")


@pytest.mark.parametrize(
    "address",
    [
        "http://169.254.169.254/latest/meta-data",
        "https://127.0.0.1/badge",
        "https://localhost/badge",
        "http://example.org/badge",
        "file:///etc/passwd",
        "gopher://127.0.0.1:6379/_INFO",
        "https://[::1]/",
        "https://user:pw@127.0.0.1/",
    ],
)
def test_addresses_that_are_not_public_are_not_opened(still: Site, address: str) -> None:
    """A11: the desk is no way into the inside of the network."""
    text = offer(still, text=address)
    assert "Dit adres openen we niet" in text
    assert 'data-verdict="nothing"' in text


def test_a_changed_file_is_changed(still: Site) -> None:
    changed = still.signed().replace(b"Nele Wouters", b"Nele Wauters")
    text = offer(still, ("badge.json", changed))
    assert 'data-verdict="tampered"' in text
    assert "Nele Wauters" not in text


def test_a_revoked_file_is_revoked_at_once(site: Site) -> None:
    with site.wiring.database.transaction() as session:
        revoke(session, public_id=site.public_id, reason="Fout", actor_id=None, now=clock.now())
    assert 'data-verdict="revoked"' in offer(site, ("badge.json", site.signed()))


def test_an_older_version_says_that_there_is_a_newer_one(site: Site) -> None:
    from courses.flows.reissue import BadgeChoice, reissue

    old = site.signed()
    with site.wiring.database.transaction() as session:
        choice = BadgeChoice(show_name=False)
        reissue(session, public_id=site.public_id, person_id=site.person_id, choice=choice, now=clock.now())
    site.work()
    assert site.signed() != old
    text = offer(site, ("badge.json", old))
    assert 'data-verdict="valid"' in text
    assert "Er is een nieuwere versie" in text
    assert "Er is een nieuwere versie" not in offer(site, ("badge.json", site.signed()))


def test_whose_badge_it_is_can_be_asked(still: Site) -> None:
    mine = offer(still, ("badge.json", still.signed()), address="Nele.Kempen@school.example ")
    assert 'data-verdict="valid"' in mine
    assert "Hoort bij dit adres" in mine
    other = offer(still, text=f"http://localhost:8000{still.path}", address="tom@school.example")
    assert 'data-verdict="tampered"' in other
    assert "hoort niet bij dat adres" in other
    assert "is veranderd" not in other


def test_a_stranger_is_never_green(still: Site) -> None:
    """A19: properly signed, and still not known. Domain or DID stands before the name it gives itself."""
    did, badge = foreign()
    text = offer(still, ("vermeulen.json", badge))
    assert 'data-verdict="unknown_issuer"' in text
    assert 'data-tone="ok" data-verdict' not in text
    assert text.index(did[:40]) < text.index("noemt zichzelf")
    assert "beeld van een ander" in text


def test_a_badge_as_a_token(still: Site) -> None:
    """Read like any other. One that breaks a rule for tokens is not said to be changed: nobody changed it."""
    did, badge = foreign()
    document = {name: value for name, value in json.loads(badge).items() if name != "proof"}
    signer = Ed25519Signer.from_seed(SEED, f"{did}#{did.removeprefix('did:key:')}")
    made = issue_jwt(document, signer, created=datetime(2026, 5, 14, tzinfo=UTC)).data
    text = offer(still, text=made.decode())
    assert 'data-verdict="unknown_issuer"' in text
    assert text.index(did[:40]) < text.index("noemt zichzelf")
    assert 'data-verdict="tampered"' in offer(still, ("badge.jwt", made[:-8] + b"AAAAAAAA"))
    claims = claims_of(document, issued=datetime(2026, 5, 14, tzinfo=UTC)) | {"iss": "did:web:other.example"}
    other = offer(still, ("badge.jwt", create_token(document | claims, signer).encode()))
    assert 'data-verdict="nothing"' in other
    assert "is veranderd" not in other
    assert "Het token zegt iets anders over de badge dan de badge zelf (iss)" in other


def test_the_vulnerable_twin_that_trusts_a_good_signature_is_green() -> None:
    """What `kind_of` would say if it asked only whether the signature holds."""
    report = VerificationReport(
        Verdict.VALID,
        complete([passed(name, f"{name}.passed") for name in ("structure", "proof", "issuer", "status", "dates")]),
    )
    assert report.check("proof").outcome is Outcome.PASSED
    assert kind_of(report, Trust(Standing.UNKNOWN)) is Kind.UNKNOWN_ISSUER
    assert kind_of(report, Trust(Standing.OWN, "wij")) is Kind.VALID


def test_a_newer_version_that_was_judged_is_told(site: Site) -> None:
    """Who offers one badge and reads about another must know it."""
    names = ("structure", "proof", "issuer", "status", "dates")
    checks = complete([passed(name, "structure.passed") for name in names])
    for code, titles in (("refresh.newer", ["Nieuwere versie"]), ("refresh.same", [])):
        came = passed("refresh", code, since="2026-11-21T08:00:00Z")
        with site.client.application.test_request_context():
            report = VerificationReport(Verdict.VALID, checks, {}, came)
            lines = lines_of(report, Trust(Standing.KNOWN, "De Raad"), None)
            assert [line.title for line in lines if "versie" in line.title] == titles


@pytest.mark.parametrize(
    "name", ["Lеerspoor Kempen", "LEERSPOOR  KEMPEN", "Leerspoor Kempen\u202e", "Leersp00r Kempen"]
)
def test_a_name_that_looks_like_ours_is_told(still: Site, name: str) -> None:
    text = offer(still, ("badge.json", foreign(name)[1]))
    assert 'data-verdict="unknown_issuer"' in text
    assert "Lijkt op Leerspoor Kempen, maar is het niet" in text


def test_a_known_issuer_is_called_by_our_name_for_it(site: Site) -> None:
    did, badge = foreign("Ministerie van Onderwijs")
    know(site, did, "Academie Noord")
    text = offer(site, ("badge.json", badge))
    assert "Getekend door Academie Noord" in text
    assert "Ministerie van Onderwijs" not in text
    assert 'data-tone="ok" data-verdict' not in text, "it keeps no list, so not everything passed"
    with site.wiring.database.transaction() as session:
        distrust_issuer(session, issuer_id=did, now=clock.now())
    assert 'data-verdict="unknown_issuer"' in offer(site, ("badge.json", badge))


def test_a_stranger_using_the_id_of_our_badge_is_not_our_badge(still: Site) -> None:
    own_id = json.loads(still.signed())["id"]
    _did, badge = foreign(id=own_id)
    text = offer(still, ("badge.json", badge))
    assert 'data-verdict="unknown_issuer"' in text
    assert "Arduino" not in text


def test_markup_and_hidden_letters_in_a_badge_do_nothing(still: Site) -> None:
    _did, badge = foreign("<script>alert(1)</script>\u202egnirts")
    text = offer(still, ("<img src=x onerror=alert(2)>.json", badge))
    assert "<script>alert" not in text
    assert "<img src=x" not in text
    assert "\u202e" not in text


@pytest.mark.parametrize(
    ("name", "body", "shape"),
    [
        ("leeg.json", b"", "nothing"),
        ("hallo.txt", b"hallo", "nothing"),
        ("v2.json", b'{"@context": "https://w3id.org/openbadges/v2", "type": "Assertion"}', "nothing"),
        ("plaatje.png", b"\x89PNG\r\n\x1a\n", "nothing"),
        ("diep.json", b"[" * 100_000, "nothing"),
        ("leeg.pdf", b"%PDF-1.7\n%%EOF", "nothing"),
        ("klas.zip", zipped(("a.json", b"{}")), "nothing"),
        ("none.jwt", b"eyJhbGciOiJub25lIn0.e30.", "tampered"),
        ("rs.jwt", b"eyJhbGciOiJSUzI1NiJ9.e30.c2ln", "nothing"),
    ],
)
def test_what_is_no_badge_gets_a_calm_answer(still: Site, name: str, body: bytes, shape: str) -> None:
    assert f'data-verdict="{shape}"' in offer(still, (name, body))


def test_many_at_once_with_what_needs_a_look_first(still: Site) -> None:
    text = offer(still, ("goed.json", still.signed()), ("fout.json", b"{}"), text=f"http://localhost:8000{still.path}")
    assert "3 badges nagekeken" in text
    assert text.index("fout.json") < text.index("goed.json")


def test_nothing_offered_says_what_to_do(still: Site) -> None:
    assert "Nog niets om na te kijken" in offer(still)


def test_the_same_badge_in_every_kind_of_file(still: Site) -> None:
    badge = still.signed()
    files = {
        "a.json": badge,
        "a.png": bake_png(picture(), badge),
        "a.svg": bake_svg(SVG, badge),
        "a.pdf": pdf(pdf_object(1, badge)),
    }
    for name, body in files.items():
        assert 'data-verdict="valid"' in offer(still, (name, body)), name


@pytest.mark.parametrize(
    ("language", "told"),
    [("nl", "Dit is een zipbestand. Pak het uit"), ("fr", "Ceci est un fichier ZIP"), ("en", "This is a ZIP file")],
)
def test_a_zip_is_named(still: Site, language: str, told: str) -> None:
    assert told in offer(still, ("klas.zip", zipped(("a.json", still.signed()))), language=language)


def test_a_pdf_without_a_badge_says_what_to_do(still: Site) -> None:
    assert "In deze PDF zit geen badge. Scan de QR-code" in offer(still, ("leeg.pdf", b"%PDF-1.7\n%%EOF"))


def test_a_form_without_token_is_refused(still: Site) -> None:
    assert still.client.post("/controleer", data={"bron": "x"}).status_code == 400


def test_a_badge_baked_twice_is_refused(still: Site) -> None:
    png = still.client.get(f"{still.path}.png").data
    chunk_at = png.index(b"iTXt") - 4
    length = int.from_bytes(png[chunk_at : chunk_at + 4], "big")
    chunk = png[chunk_at : chunk_at + 12 + length]
    twice = png[:chunk_at] + chunk + png[chunk_at:]
    assert 'data-verdict="valid"' not in offer(still, ("twee.png", twice))
    assert bake_png(png, still.signed())


@pytest.mark.parametrize(
    ("one", "other"),
    [("Leerspoor", "Lеerspооr"), ("Modern", "Modem"), ("Academie Ill", "Academie lll"), ("École", "ecole")],
)
def test_names_that_read_the_same_have_one_skeleton(one: str, other: str) -> None:
    assert skeleton(one) == skeleton(other)
    assert skeleton(one) != skeleton("Digi-Academie Noord")
