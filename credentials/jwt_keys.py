"""The key of a token: what its header names, when the issuer itself publishes it for making assertions.

Whoever makes a token writes its header, so neither `kid` nor `jwk` proves anything: the issuer is asked, as for a
Data Integrity proof. Sources: Open Badges 3.0, "Create the JOSE Header" and "Dereferencing the Public Key"; W3C
Controlled Identifiers 1.0, "Retrieve Verification Method"; RFC 7517 (JWK and JWK Set).
"""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from credentials.authenticity import UnresolvedError, issuer_document, issuer_key
from credentials.controller import asserted_methods, assertion_key
from credentials.errors import ProofError
from credentials.identifiers import did_web_to_url
from credentials.keys import PublicKey, decode_jwk
from credentials.lookup import Lookup, Missing

_MAX_METHODS = 64
"""Keys of one issuer that a `jwk` is compared with."""

_PLAIN = re.compile(
    r"https://[a-z0-9.-]+(?::[0-9]{1,5})?(?:/(?!\.{1,2}(?:[/?#]|$))[A-Za-z0-9._~!$&'()*+,;=:-]*)*"
    r"(?:\?[A-Za-z0-9._~!$&'()*+,;=:/?-]*)?(?:#[A-Za-z0-9._~!$&'()*+,;=:/?-]*)?",
    re.ASCII,
)
"""An address that every reader takes apart alike: no escapes, no user, no backslash, no way up."""


def token_key(header: Mapping[str, Any], issuer: str, lookup: Lookup, now: datetime) -> PublicKey:
    """The key that a token of `issuer` with this header was made with, if it is the issuer's.

    ProofError: `proof.jwt_no_key` and `proof.jwt_other_key` for the header, `issuer.*` for a key that is not the
    issuer's; KeyFormatError for a bad `jwk`; UnresolvedError when the issuer could not be asked.
    """
    kid, jwk = header.get("kid"), header.get("jwk")
    if kid is None and jwk is None:
        raise ProofError("proof.jwt_no_key")
    carried = None if jwk is None else decode_jwk(jwk)
    if kid is None and carried is not None:
        return _like(carried, issuer, lookup, now)
    key = _named(str(kid), issuer, lookup, now)
    if carried is not None and carried != key:
        raise ProofError("proof.jwt_other_key")
    return key


def _like(carried: PublicKey, issuer: str, lookup: Lookup, now: datetime) -> PublicKey:
    """The key that came with the token, when the issuer lists the very same for making assertions, and did not
    withdraw it. A list that could not be read to its end is no list without it."""
    unread: UnresolvedError | None = None
    for method in asserted_methods(issuer_document(issuer, lookup), issuer)[:_MAX_METHODS]:
        try:
            if issuer_key(issuer, method, lookup, now) == carried:
                return carried
        except UnresolvedError as error:
            unread = error
        except ProofError:
            continue
    raise unread or ProofError("issuer.key_not_listed", issuer=issuer)


def _named(kid: str, issuer: str, lookup: Lookup, now: datetime) -> PublicKey:
    try:
        return issuer_key(issuer, kid, lookup, now)
    except ProofError as error:
        if error.code != "issuer.key_not_listed" or not kid.startswith("https://"):
            raise
    return _at_address(kid, issuer, lookup, now)


def _at_address(kid: str, issuer: str, lookup: Lookup, now: datetime) -> PublicKey:
    """A key with an address of its own. The place must be the issuer's, so that nobody else can fill it, and the
    issuer must list the key, so that not everything it serves is its word."""
    if not _lies_under(kid, issuer):
        raise ProofError("issuer.key_elsewhere", issuer=issuer, kid=kid[:200])
    found = lookup.document(kid.partition("#")[0])
    if isinstance(found, Missing):
        raise UnresolvedError(f"issuer.{found.why}")
    methods = list(_methods(found.content, kid, issuer))
    served = {"id": issuer, "verificationMethod": methods, "assertionMethod": [kid]}
    key = assertion_key(served, issuer=issuer, method_id=kid, now=now)
    if kid in asserted_methods(issuer_document(issuer, lookup), issuer):
        return key
    return _like(key, issuer, lookup, now)


def _methods(content: Mapping[str, Any], kid: str, issuer: str) -> Iterator[Any]:
    """What was found at a key's address as verification methods: a JWK, a JWK Set, a method, or a list of methods."""
    fragment = kid.partition("#")[2]
    if "kty" in content and not fragment:
        yield {"id": kid, "controller": issuer, "publicKeyJwk": content}
    elif isinstance(content.get("keys"), list):
        for jwk in content["keys"]:
            if isinstance(jwk, Mapping) and jwk.get("kid") in (kid, fragment or kid):
                yield {"id": kid, "controller": issuer, "publicKeyJwk": jwk}
    elif isinstance(content.get("verificationMethod"), list):
        yield from content["verificationMethod"]
    else:
        yield content


def _lies_under(address: str, issuer: str) -> bool:
    """Whether an https address is the issuer's own place or below it, read as plain text."""
    home = issuer
    if issuer.startswith("did:web:"):
        try:
            home = did_web_to_url(issuer).removesuffix("/did.json").removesuffix("/.well-known")
        except ValueError:
            return False
    home = home.removesuffix("/")
    if not _PLAIN.fullmatch(address) or not _PLAIN.fullmatch(home) or "?" in home or "#" in home:
        return False
    return address.startswith((f"{home}/", f"{home}#", f"{home}?"))
