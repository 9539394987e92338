"""`leerspoor verify`: one verdict a file, the exit status, and nothing a badge says can disturb the
screen."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from credentials.status_list import BitstringStatusList
from lms.cli.verify import verify_command
from tests.credentials import badges, status_lists
from tests.credentials import test_refresh as refreshing

NOW = "2026-11-22T09:30:00Z"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a resolver and badges of every kind."""
    made = badges.signed()
    (tmp_path / "valid.json").write_bytes(made.data)
    (tmp_path / "changed.json").write_bytes(made.data.replace(b"Arduino", b"Arduina", 1))
    (tmp_path / "token.txt").write_text("eyJhbGciOiJub25lIn0.e30.\n")
    (tmp_path / "old.json").write_text('{"@context":"https://w3id.org/openbadges/v2","type":"Assertion"}')
    documents = badges.plain(badges.world().documents)
    (tmp_path / "resolver.json").write_text(json.dumps(documents))
    return tmp_path


def _run(folder: Path, *arguments: str, resolver: str = "resolver.json") -> Result:
    options = ["--resolver", str(folder / resolver), "--now", NOW]
    return CliRunner().invoke(verify_command, [*options, *arguments])


def _lines(result: Result) -> list[dict[str, Any]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_json_is_one_object_a_line(folder: Path) -> None:
    files = [str(folder / name) for name in ("valid.json", "changed.json", "token.txt", "old.json")]
    result = _run(folder, "--json", *files)
    told = _lines(result)
    assert [line["verdict"] for line in told] == ["VALID", "INVALID", "INVALID", "NO_CREDENTIAL"]
    assert [line["path"] for line in told] == files
    for line in told:
        assert {check["outcome"] for check in line["checks"]} <= {"passed", "failed", "unknown", "skipped"}
        assert all(check["reason"] for check in line["checks"])
    assert result.exit_code == 1


def test_an_address_on_this_machine_is_not_asked_and_one_reads_how_to_allow_it(folder: Path) -> None:
    here = folder / "here.json"
    here.write_bytes(badges.signed().data.replace(b"did:web:badges.example", b"did:web:localhost%3A9"))
    result = CliRunner().invoke(verify_command, [str(here), "--now", NOW])
    assert result.stdout.startswith("KEY_UNRESOLVED")
    assert "OUTBOUND_PRIVATE_HOSTS=localhost:8000" in result.stderr
    assert "OUTBOUND_PRIVATE_HOSTS" not in _run(folder, str(folder / "valid.json")).stderr


def test_exit_status(folder: Path) -> None:
    valid, changed = str(folder / "valid.json"), str(folder / "changed.json")
    assert _run(folder, valid, valid).exit_code == 0
    assert _run(folder, valid, changed).exit_code == 1
    missing = _run(folder, "--json", str(folder / "absent.json"), valid, changed)
    assert missing.exit_code == 2
    told = _lines(missing)
    assert [line["verdict"] for line in told] == ["NO_CREDENTIAL", "VALID", "INVALID"]
    assert told[0]["checks"][0]["code"] == "reading.unreadable"
    assert len(missing.stderr.splitlines()) == 1
    assert "absent.json: No such file" in missing.stderr


def test_for_people(folder: Path) -> None:
    result = _run(folder, str(folder / "valid.json"), str(folder / "changed.json"))
    first, second = result.stdout.split("INVALID")
    assert first.startswith("VALID")
    assert "Arduino in de les elektriciteit" in first
    assert "Academie De Linden" in first
    assert "The signature does not hold" in " ".join(second.split())
    assert "Arduin" not in second, "nothing a badge claims is shown when its signature does not hold"


def test_now_and_recipient(folder: Path) -> None:
    valid = str(folder / "valid.json")
    assert _lines(_run(folder, "--json", "--now", "2032-01-01T00:00:00Z", valid))[0]["verdict"] == "EXPIRED"
    assert _run(folder, "--recipient", badges.EMAIL, valid).exit_code == 0
    other = _run(folder, "--json", "--recipient", "x@y.example", valid)
    assert [check["code"] for check in _lines(other)[0]["checks"] if check["name"] == "recipient"] == [
        "recipient.other"
    ]


@pytest.mark.parametrize("moment", ["yesterday", "2026-11-22", "2026-11-22T09:30:00"])
def test_a_moment_without_zone_is_refused(folder: Path, moment: str) -> None:
    assert _run(folder, "--now", moment, str(folder / "valid.json")).exit_code == 2


def test_what_is_not_in_the_resolver_is_unreachable(folder: Path) -> None:
    (folder / "empty.json").write_text("{}")
    valid = str(folder / "valid.json")
    assert _lines(_run(folder, "--json", valid, resolver="empty.json"))[0]["verdict"] == "KEY_UNRESOLVED"
    documents = json.loads((folder / "resolver.json").read_text())
    del documents[badges.LIST]
    (folder / "keys.json").write_text(json.dumps(documents))
    assert _lines(_run(folder, "--json", valid, resolver="keys.json"))[0]["verdict"] == "STATUS_UNKNOWN"


def test_a_did_web_is_found_under_its_address(folder: Path) -> None:
    documents = json.loads((folder / "resolver.json").read_text())
    documents["https://badges.example/issuers/linden/did.json"] = documents.pop(badges.DID)
    (folder / "by-url.json").write_text(json.dumps(documents))
    assert _run(folder, str(folder / "valid.json"), resolver="by-url.json").exit_code == 0


@pytest.mark.parametrize("text", ["[]", "{", "", "[" * 100_000])
def test_a_bad_resolver_is_said_so(folder: Path, text: str) -> None:
    (folder / "bad.json").write_text(text)
    result = _run(folder, str(folder / "valid.json"), resolver="bad.json")
    assert result.exit_code == 2
    assert "--resolver" in result.stderr


def test_revoked(folder: Path) -> None:
    bits = BitstringStatusList()
    bits.set(94567, True)
    documents = json.loads((folder / "resolver.json").read_text())
    documents[badges.LIST] = badges.status_list(bits).document
    (folder / "revoked.json").write_text(json.dumps(documents))
    result = _run(folder, str(folder / "valid.json"), resolver="revoked.json")
    assert result.stdout.startswith("REVOKED")
    assert result.exit_code == 1


def test_a_badge_cannot_write_on_the_screen(folder: Path) -> None:
    """Control and direction characters and rich markup in a badge are shown as harmless text."""
    badge = badges.small()
    badge["issuer"] = {"id": badges.DID, "type": ["Profile"], "name": "[bold]VALID[/] \u202emoc.live\u202c"}
    badge["credentialSubject"]["achievement"]["name"] = "\u200bx [link=https://evil.example]klik[/link]"
    (folder / "evil.json").write_bytes(badges.signed(badge).data)
    hostile = folder / "a\x1b[2Jb.json"
    hostile.write_bytes(badges.signed(badges.small()).data.replace(b'"Klein"', b'"\\u001b[2J"'))
    result = _run(folder, str(folder / "evil.json"), str(hostile))
    assert "[bold]VALID[/]" in result.stdout
    assert not set("\x1b\u202e\u202c\u200b") & set(result.stdout + result.stderr)


def test_standard_input(folder: Path) -> None:
    options = ["--resolver", str(folder / "resolver.json"), "--now", NOW, "-"]
    result = CliRunner().invoke(verify_command, options, input=badges.signed().data)
    assert result.exit_code == 0


def test_a_recipient_that_is_no_text_is_only_not_the_one(folder: Path) -> None:
    """A terminal may hand over bytes that are no UTF-8: that is somebody else, not a fault in the program."""
    result = _run(folder, "--json", "--recipient", "noor\udcff@school.example", str(folder / "valid.json"))
    assert [line["verdict"] for line in _lines(result)] == ["INVALID"]
    assert result.exit_code == 1


def test_a_token_saved_with_a_byte_order_mark_is_a_token(folder: Path) -> None:
    (folder / "marked.jwt").write_bytes(b"\xef\xbb\xbfeyJhbGciOiJub25lIn0.e30.\r\n")
    assert [line["verdict"] for line in _lines(_run(folder, "--json", str(folder / "marked.jwt")))] == ["INVALID"]


def test_a_newer_version_is_told(folder: Path) -> None:
    documents = json.loads((folder / "resolver.json").read_text())
    offered, later = refreshing.old(), refreshing.new()
    (folder / "refreshing.json").write_text(json.dumps(offered))
    (folder / "newer.json").write_text(json.dumps(documents | {refreshing.SERVICE: later}))
    shown = _run(folder, str(folder / "refreshing.json"), resolver="newer.json").stdout
    assert f"a newer version of the badge, of {refreshing.LATER}" in " ".join(shown.split())
    (told,) = _lines(_run(folder, "--json", str(folder / "refreshing.json"), resolver="newer.json"))
    assert (told["verdict"], told["refresh"]["code"]) == ("VALID", "refresh.newer")


def test_every_detail_is_shown(folder: Path) -> None:
    """Of endorsements, and of a badge with several lists."""
    badge = status_lists.resigned(badges.endorsed())
    badge["credentialStatus"] = [badge["credentialStatus"], status_lists.entry(id=None, statusPurpose="refresh")]
    (folder / "endorsed.json").write_text(json.dumps(status_lists.resigned(badge)))
    shown = _run(folder, str(folder / "endorsed.json")).stdout
    assert f"{badges.ENDORSER} about the achievement" in " ".join(shown.split())
    assert "status.harmless" in shown
