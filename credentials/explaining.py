"""What each check of a report looked at, what it proves when it passes, and what it does not, in plain English.

For people who want to know what "valid" stands on. Nothing is verified or looked up here: it is read off the report.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from credentials.identifiers import did_web_to_url
from credentials.instants import format_instant
from credentials.report import Check, VerificationReport

_OPEN_BADGES = "Open Badges 3.0"
_LONGEST = 400


@dataclass(frozen=True, slots=True)
class Explanation:
    """Of one check: `proves` holds when it passed; `section` is where the standard asks for it."""

    looked_at: str
    proves: str
    does_not_prove: str
    section: str

    def to_dict(self) -> dict[str, str]:
        """For a program: the four texts by name."""
        return {
            "looked_at": self.looked_at,
            "proves": self.proves,
            "does_not_prove": self.does_not_prove,
            "section": self.section,
        }


_MEANING: Mapping[str, tuple[str, str, str]] = {
    "structure": (
        "The file can be read in one way only, and has every part that Open Badges asks for, in the form it asks for.",
        "That any of it is true, or that anybody signed it.",
        f'{_OPEN_BADGES}, "Data Models", "Serialization" and "OpenBadgeCredential Verification" step 1',
    ),
    "context": (
        "Every word in the badge has one meaning that is laid down, so the signature covers all of it.",
        "That the signature holds: that is the next check.",
        'Verifiable Credential Data Integrity 1.0, "Securing Data Losslessly"',
    ),
    "proof": (
        "Not a letter was changed since the holder of the key signed it.",
        "Whose key it is: that is the next check. Nor that what was signed is true.",
        f'{_OPEN_BADGES}, "OpenBadgeCredential Verification" step 2; Verifiable Credential Data Integrity 1.0, '
        '"Verify Proof"',
    ),
    "issuer": (
        "Who controls the address of the issuer lists this key as one that signs in its name, and has not withdrawn "
        "it.",
        "That the issuer is who its name says. Compare its address with one that you know.",
        f'{_OPEN_BADGES}, "Dereferencing the Public Key"; Controlled Identifiers 1.0, "Retrieve Verification Method"',
    ),
    "status": (
        "The list that the issuer signed does not withdraw or suspend the badge, as far as the copy at hand tells.",
        "That it will not be withdrawn tomorrow, or that the issuer keeps its list well.",
        f'{_OPEN_BADGES}, "OpenBadgeCredential Verification" step 4; Bitstring Status List 1.0, "Validate Algorithm"',
    ),
    "dates": (
        "The badge counts at the moment asked about.",
        "That what somebody could do then is still so.",
        f'{_OPEN_BADGES}, "OpenBadgeCredential Verification" step 4; Verifiable Credentials Data Model 2.0, '
        '"Validity Period"',
    ),
    "schema": (
        "The badge follows the published schema that it names.",
        "Anything that the structure check does not. Schemas of others are not run.",
        f'{_OPEN_BADGES}, "OpenBadgeCredential Verification" step 1 and "CredentialSchema"',
    ),
    "recipient": (
        "The badge is made out to this address or id.",
        "That the person who shows it is that person: check first whose address it is.",
        f'{_OPEN_BADGES}, "OpenBadgeCredential Verification" step 5, "IdentityObject" and "IdentityHash"',
    ),
    "endorsements": (
        "Those who endorse the badge or its issuer signed that themselves.",
        "That their word is worth anything to you. It never changes the verdict.",
        f'{_OPEN_BADGES}, "OpenBadgeCredential Verification" step 6 and "EndorsementCredential"',
    ),
}
_TOKEN_SECTION = (
    f'{_OPEN_BADGES}, "OpenBadgeCredential Verification" step 2 and "JSON Web Token Proof Format"; RFC 7515'
)


def explain(report: VerificationReport, *, now: datetime, recipient: str | None = None) -> dict[str, Explanation]:
    """By the name of each check that was reached. `now` and `recipient` as they were given to `verify`.

    What a badge says stands in `looked_at` as it was read: make it safe before it is printed.
    """
    document = report.document if report.document is not None else {}
    result = {}
    for check in report.checks:
        if check.code == "check.not_reached":
            continue
        proves, does_not, section = _MEANING[check.name]
        if check.name == "proof" and document and "proof" not in document:
            section = _TOKEN_SECTION
        looked_at = _looked_at(check, document, now, recipient)
        result[check.name] = Explanation(looked_at, proves, does_not, section)
    return result


def _looked_at(check: Check, document: Mapping[str, Any], now: datetime, recipient: str | None) -> str:
    if check.code.endswith((".skipped", ".skipped_key")):
        return "Nothing, because of what was found before."
    said = _LOOKED_AT[check.name](document, now, recipient) if check.name in _LOOKED_AT else ""
    return _cut(said) or _NOTHING[check.name]


_NOTHING: Mapping[str, str] = {
    "structure": "What kind of file it is, its size, names that stand twice, and each part of the badge.",
    "context": "Each name, type and address in the badge.",
    "proof": "The signature.",
    "issuer": "The issuer that the badge names.",
    "status": "The badge, which names no list.",
    "dates": "The badge, which names no dates.",
    "schema": "The badge, which names no schema.",
    "recipient": "Nothing, since nobody was asked about.",
    "endorsements": "The badge, which holds none.",
}


def _contexts(document: Mapping[str, Any], *_: object) -> str:
    named = ", ".join(item for item in _list(document.get("@context")) if isinstance(item, str))
    return f"Each name, type and address in the badge, against the stored copies of {named}." if named else ""


def _proofs(document: Mapping[str, Any], *_: object) -> str:
    if document and "proof" not in document:
        return "The signature of the token, over its header and the badge as it was sent."
    each = [_proof(item) for item in _list(document.get("proof")) if isinstance(item, Mapping)]
    return "; ".join(each) + "." if each else ""


def _proof(proof: Mapping[str, Any]) -> str:
    kind = proof.get("cryptosuite", proof.get("type", "?"))
    made = f", made {proof['created']}" if "created" in proof else ""
    return f"The signature of the kind {kind} with the key {proof.get('verificationMethod', '?')}{made}"


def _issuer(document: Mapping[str, Any], *_: object) -> str:
    issuer = _id(document.get("issuer"))
    if issuer is None:
        return ""
    if issuer.startswith(("did:key:", "did:jwk:")):
        return f"The issuer {issuer}, which is itself its key: nothing is asked anywhere."
    try:
        return f"The keys of the issuer {issuer}, asked at {did_web_to_url(issuer)}."
    except ValueError:
        return f"The keys of the issuer {issuer}."


def _status(document: Mapping[str, Any], *_: object) -> str:
    entries = [item for item in _list(document.get("credentialStatus")) if isinstance(item, Mapping)]
    return "; ".join(_entry(item) for item in entries) + "." if entries else ""


def _entry(entry: Mapping[str, Any]) -> str:
    if "statusListCredential" not in entry:
        return f"The list at {entry.get('id', '?')}"
    place, purpose = entry.get("statusListIndex", "?"), entry.get("statusPurpose", "?")
    return f"Place {place} in the list for {purpose} at {entry['statusListCredential']}"


def _dates(document: Mapping[str, Any], now: datetime, *_: object) -> str:
    names = ("validFrom", "validUntil", "issuanceDate", "expirationDate")
    said = [f"{name} {document[name]}" for name in names if name in document]
    return f"{', '.join(said)}, at {format_instant(now)}." if said else ""


def _schemas(document: Mapping[str, Any], *_: object) -> str:
    named = [_id(item) for item in _list(document.get("credentialSchema"))]
    return "The schema " + ", ".join(str(item) for item in named) + "." if named else ""


def _recipient(document: Mapping[str, Any], now: datetime, recipient: str | None, *_: object) -> str:
    if recipient is None:
        return ""
    return f"{recipient}, against the id of the subject and each of its identifiers, hashed or plain."


def _endorsements(document: Mapping[str, Any], *_: object) -> str:
    count = sum(1 for _ in _embedded(document))
    return f"Endorsements of the badge, of what was achieved and of its organisations: {count}." if count else ""


def _embedded(document: Mapping[str, Any]) -> Iterator[Any]:
    subject = document.get("credentialSubject")
    subject = subject if isinstance(subject, Mapping) else {}
    achievement = subject.get("achievement")
    achievement = achievement if isinstance(achievement, Mapping) else {}
    holders = (document, achievement, document.get("issuer"), achievement.get("creator"), subject.get("source"))
    for holder in holders:
        if isinstance(holder, Mapping):
            yield from _list(holder.get("endorsement"))
            yield from _list(holder.get("endorsementJwt"))


_LOOKED_AT: Mapping[str, Callable[[Mapping[str, Any], datetime, str | None], str]] = {
    "context": _contexts,
    "proof": _proofs,
    "issuer": _issuer,
    "status": _status,
    "dates": _dates,
    "schema": _schemas,
    "recipient": _recipient,
    "endorsements": _endorsements,
}


def _cut(text: str) -> str:
    """A badge may name a thousand contexts; nobody reads them."""
    return text if len(text) <= _LONGEST else text[:_LONGEST] + "..."


def _id(value: Any) -> str | None:
    found = value.get("id") if isinstance(value, Mapping) else value
    return found if isinstance(found, str) else None


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]
