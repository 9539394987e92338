"""The claims of a JWT beside the credential in it: what each must say, and taking the two apart.

Nothing here knows keys or signatures. Sources: Open Badges 3.0, "JWT Payload Format" and "Verify a Credential VC-JWT
Signature"; RFC 7519, section 4.1 (the claims) and 2 (NumericDate).
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from credentials.errors import ProofError, StructureError
from credentials.instants import format_instant, parse_instant
from credentials.vcdm1 import is_v1

REGISTERED = ("iss", "sub", "jti", "nbf", "exp", "iat", "aud")
"""Left out of the credential: the first five repeat it and are compared, the last two say nothing about it."""

_CREDENTIAL = frozenset({"@context", "id", "type", "issuer", "credentialSubject"})
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_DATES = ("validFrom", "validUntil")
_OLD_DATES = ("issuanceDate", "expirationDate")


def claims_of(document: Mapping[str, Any], *, issued: datetime) -> dict[str, Any]:
    """The claims that repeat a well-formed credential, and `iat`, the moment of signing.

    StructureError when the credential has no id for its subject, which `sub` must be, or no start of validity; or
    when it holds a member that a claim would hide.
    """
    for name in (*REGISTERED, "vc"):
        if name in document:
            raise StructureError("structure.extra", path=f"$.{name}")
    for path, owner, name in (
        ("$.credentialSubject", document["credentialSubject"], "id"),
        ("$", document, "validFrom"),
    ):
        if name not in owner:
            raise StructureError("structure.missing", path=path, name=name)
    claims = {"iss": _id(document["issuer"]), "jti": document["id"], "sub": _id(document["credentialSubject"])}
    claims["nbf"] = _seconds(document["validFrom"])
    if "validUntil" in document:
        claims["exp"] = _seconds(document["validUntil"])
    return claims | {"iat": _numeric(issued.replace(microsecond=0))}


def credential_of(payload: Mapping[str, Any]) -> dict[str, Any]:
    """The credential in a payload: all but the registered claims, or the claim `vc` (VC Data Model 1.1).

    ProofError when it stands in both places, so that two readers could take another one.
    """
    if "vc" not in payload:
        return {name: value for name, value in payload.items() if name not in REGISTERED}
    wrapped = payload["vc"]
    if not isinstance(wrapped, dict) or _CREDENTIAL & payload.keys():
        raise ProofError("proof.jwt_malformed", detail="vc")
    return wrapped


def with_end(document: dict[str, Any], payload: Mapping[str, Any]) -> dict[str, Any]:
    """The credential with its end of validity as `exp` sets it; of two different ends the first one counts."""
    end_name = _date_names(document)[1]
    told, end = _moment(payload.get("exp")), _instant(document.get(end_name))
    if told is None or (end_name in document and (end is None or end <= told)):
        return document
    return {**document, end_name: format_instant(told)}


def departures(document: Mapping[str, Any], payload: Mapping[str, Any]) -> tuple[ProofError, ...]:
    """Where the claims go their own way without harm. ProofError `proof.jwt_claim` when one of them says something
    else than the credential, or what must be there is not."""
    return tuple(_departures(document, payload))


def _departures(document: Mapping[str, Any], payload: Mapping[str, Any]) -> Iterator[ProofError]:
    start_name, end_name = _date_names(document)
    if ("vc" in payload) != is_v1(document):
        yield ProofError("proof.jwt_place")
    subject = document.get("credentialSubject")
    _require_same("iss", payload, _id(document.get("issuer")))
    _require_same("jti", payload, document.get("id"))
    if "sub" in payload:
        _require_same("sub", payload, subject.get("id") if isinstance(subject, Mapping) else None)
    else:
        yield ProofError("proof.jwt_claim_missing", claim="sub")
    yield from _compared("nbf", payload, document.get(start_name))
    if "exp" in payload:
        yield from _end_compared(payload, document.get(end_name))


def _require_same(claim: str, payload: Mapping[str, Any], value: Any) -> None:
    if not isinstance(value, str) or payload.get(claim) != value:
        raise ProofError("proof.jwt_claim", claim=claim)


def _compared(claim: str, payload: Mapping[str, Any], text: Any) -> Iterator[ProofError]:
    """The same instant; the same but for a part of a second, which many writers leave out, is told."""
    told, meant = _moment(payload.get(claim)), _instant(text)
    if told is None or meant is None or told not in (meant, meant.replace(microsecond=0)):
        raise ProofError("proof.jwt_claim", claim=claim)
    if told != meant:
        yield ProofError("proof.jwt_claim_seconds", claim=claim)


def _end_compared(payload: Mapping[str, Any], text: Any) -> Iterator[ProofError]:
    """`exp` sets the end of validity. Another end beside it is signed too, so it cannot be forged, but two readers
    would see two ends."""
    if _moment(payload["exp"]) is None:
        raise ProofError("proof.jwt_claim", claim="exp")
    try:
        yield from () if text is None else _compared("exp", payload, text)
    except ProofError as error:
        yield error


def _date_names(document: Mapping[str, Any]) -> tuple[str, str]:
    return _OLD_DATES if is_v1(document) else _DATES


def _id(value: Any) -> Any:
    return value.get("id") if isinstance(value, Mapping) else value


def _seconds(text: str) -> int | float:
    return _numeric(parse_instant(text))


def _numeric(moment: datetime) -> int | float:
    """NumericDate: a whole number unless the moment has a part of a second (RFC 7519, section 2)."""
    seconds = (moment - _EPOCH) / timedelta(seconds=1)
    return int(seconds) if seconds.is_integer() else seconds


def _moment(value: Any) -> datetime | None:
    """The moment of a NumericDate, to the microsecond; None when it is none, or outside the calendar."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        return _EPOCH + timedelta(seconds=value)
    except OverflowError:
        return None


def _instant(text: Any) -> datetime | None:
    try:
        return parse_instant(text)
    except (TypeError, ValueError):
        return None
