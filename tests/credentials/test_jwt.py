"""Compact JWS against the vectors of the RFCs; what can be read in two ways, or is no signature, is refused by name."""

import base64
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from credentials.errors import CredentialError, InputTooLargeError, ProofError, StructureError
from credentials.jwt import ALGORITHM_OF, create_token, read_object, read_token
from credentials.keys import decode_jwk
from credentials.signers import EcdsaSigner, Ed25519Signer, RsaSigner

VECTORS: dict[str, Any] = json.loads((Path(__file__).parent / "vectors" / "jose.json").read_text())
NO_SIGNATURE: list[Any] = [
    None,
    "",
    "none",
    "None",
    "NONE",
    "nOnE",
    "none ",
    "no\u0000ne",
    "\uff4eone",
    "HS256",
    "hs256",
]
NO_SIGNATURE += [
    "HS384",
    "HS512",
    "rs256",
    "Rs256",
    "RS256 ",
    "es256",
    "eddsa",
    "EDDSA",
    "RSA",
    "dir",
    "A128KW",
    "ECDH-ES",
]
NO_SIGNATURE += [256, True, ["RS256"], {"RS256": 1}]
METHOD = "did:web:badges.example#key-1"
PAYLOAD = {"iss": "did:web:badges.example", "naam": "Łódź"}
SIGNERS = {
    "EdDSA": Ed25519Signer.from_seed(b"7" * 32, METHOD),
    "ES256": EcdsaSigner.from_secret(b"7" * 32, METHOD),
    "ES384": EcdsaSigner.from_secret(b"7" * 48, METHOD, "P-384"),
    "RS256": RsaSigner.generate(METHOD, 2048),
}


def b64(value: Any) -> str:
    """Base64url of JSON, or of bytes as they are."""
    data = value if isinstance(value, bytes) else json.dumps(value, separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def with_header(**header: Any) -> str:
    """A token of that header whose signature is well-formed and means nothing."""
    return f"{b64(header)}.{b64(PAYLOAD)}.{b64(bytes(64))}"


@pytest.mark.parametrize("name", VECTORS)
def test_published_vectors(name: str) -> None:
    vector = VECTORS[name]
    token, key = read_token(vector["token"]), decode_jwk(vector["jwk"])
    assert token.holds_with(key)
    others = [decode_jwk(item["jwk"]) for other, item in VECTORS.items() if other != name]
    assert not any(token.holds_with(other) for other in [*others, *(signer.public_key for signer in SIGNERS.values())])


def test_vectors_of_the_rfc_that_are_no_signature_to_us() -> None:
    """RFC 7515, A.1 (a shared secret), A.4 (a curve that is not read) and A.5 (nothing)."""
    assert _code('{"typ":"JWT",\r\n "alg":"HS256"}') == "proof.jwt_unsafe"
    assert _code('{"alg":"ES512"}') == "proof.jwt_unsupported"
    assert _code('{"alg":"none"}') == "proof.jwt_unsafe"


def _code(header: str) -> str:
    with pytest.raises(ProofError) as caught:
        read_token(f"{b64(header.encode())}.{b64(PAYLOAD)}.{b64(bytes(64))}")
    return caught.value.code


@pytest.mark.parametrize("alg", SIGNERS)
def test_signed_and_read_again(alg: str) -> None:
    signer = SIGNERS[alg]
    text = create_token(PAYLOAD, signer)
    token = read_token(text)
    assert token.header == {"alg": alg, "typ": "JWT", "kid": METHOD}
    assert read_object(token.payload, "payload") == PAYLOAD
    assert token.holds_with(signer.public_key)
    assert not any(token.holds_with(other.public_key) for name, other in SIGNERS.items() if name != alg)
    assert text == create_token(PAYLOAD, signer), "one payload, one text"
    assert ALGORITHM_OF[signer.kind] == alg


def test_the_key_may_ride_along() -> None:
    signer = SIGNERS["ES256"]
    token = read_token(create_token(PAYLOAD, signer, jwk=signer.public_key.jwk))
    assert decode_jwk(token.header["jwk"]) == signer.public_key


def test_every_changed_letter_is_noticed() -> None:
    """Also in the last letter of the signature, where a careless decoder does not look at every bit."""
    signer = SIGNERS["EdDSA"]
    text = create_token(PAYLOAD, signer)
    for place, letter in enumerate(text):
        for other in {"A", "B", "_", ".", "="} - {letter}:
            assert not _holds(f"{text[:place]}{other}{text[place + 1 :]}", signer), place
        assert not _holds(text[:place] + text[place + 1 :], signer), place


def _holds(text: str, signer: Ed25519Signer) -> bool:
    try:
        return read_token(text).holds_with(signer.public_key)
    except CredentialError:
        return False


@pytest.mark.parametrize("alg", NO_SIGNATURE)
def test_what_is_no_signature(alg: Any) -> None:
    for header in ({"alg": alg}, {"typ": "JWT", "alg": alg, "kid": METHOD}):
        with pytest.raises(ProofError) as caught:
            read_token(with_header(**header))
        assert caught.value.code == "proof.jwt_unsafe"


def test_a_header_without_an_algorithm() -> None:
    with pytest.raises(ProofError) as caught:
        read_token(with_header(kid=METHOD))
    assert caught.value.code == "proof.jwt_unsafe"


@pytest.mark.parametrize("alg", ["RS384", "RS512", "PS256", "ES512", "ES256K", "ML-DSA-65"])
def test_what_is_not_read(alg: str) -> None:
    with pytest.raises(ProofError) as caught:
        read_token(with_header(alg=alg, kid=METHOD))
    assert caught.value.code == "proof.jwt_unsupported"


@pytest.mark.parametrize(
    "name", ["jku", "x5u", "x5c", "x5t", "x5t#S256", "crit", "b64", "cty", "zip", "enc", "epk", "iss", "Kid", "ALG", ""]
)
def test_no_other_header(name: str) -> None:
    for value in ("https://evil.example/keys", None, [], ["b64"], False):
        with pytest.raises(ProofError) as caught:
            read_token(with_header(alg="EdDSA", kid=METHOD, **{name: value}))
        assert caught.value.code == "proof.jwt_header"


@pytest.mark.parametrize(
    "kid", [None, 7, "", "key-1", "#key-1", "did:web:x y", ["did:web:x#1"], {"kid": "did:web:x#1"}]
)
def test_a_kid_is_a_full_address(kid: Any) -> None:
    with pytest.raises(ProofError) as caught:
        read_token(with_header(alg="EdDSA", kid=kid))
    assert caught.value.code == "proof.jwt_malformed"


@pytest.mark.parametrize("jwk", [None, 7, "x", [], [{"kty": "OKP"}]])
def test_a_jwk_is_an_object(jwk: Any) -> None:
    with pytest.raises(ProofError) as caught:
        read_token(with_header(alg="EdDSA", jwk=jwk))
    assert caught.value.code == "proof.jwt_malformed"


@pytest.mark.parametrize("typ", ["jwt", "vc+jwt", "vc+ld+jwt", "VC+JWT", "application/vc+jwt"])
def test_what_others_call_it_is_told(typ: str) -> None:
    assert [error.code for error in read_token(with_header(alg="EdDSA", typ=typ)).departures] == ["proof.jwt_type"]
    assert read_token(with_header(alg="EdDSA", typ="JWT")).departures == ()


@pytest.mark.parametrize("typ", [None, "", 7, ["JWT"], "at+jwt", "dc+sd-jwt", "kb+jwt", "JOSE", "dpop+jwt", "JWT "])
def test_something_else_than_a_badge(typ: Any) -> None:
    """RFC 8725, section 3.11: a token made for another purpose must not be taken for a badge."""
    with pytest.raises(ProofError) as caught:
        read_token(with_header(alg="EdDSA", typ=typ, kid=METHOD))
    assert caught.value.code == "proof.jwt_type"


def test_form() -> None:
    header, payload, signature = create_token(PAYLOAD, SIGNERS["EdDSA"]).split(".")
    marked = b64(b"\xef\xbb\xbf" + json.dumps({"alg": "EdDSA", "kid": METHOD}).encode())
    twice = b64(b'{"alg":"EdDSA"} {}')
    wrong = {
        "two parts": f"{header}.{payload}",
        "four parts": f"{header}.{payload}.{signature}.{signature}",
        "five parts": f"{header}.{payload}.{signature}.{payload}.{signature}",
        "nothing": "",
        "only dots": "..",
        "no signature": f"{header}.{payload}.",
        "no header": f".{payload}.{signature}",
        "padded header": f"{header}=.{payload}.{signature}",
        "padded payload": f"{header}.{payload}=.{signature}",
        "padded signature": f"{header}.{payload}.{signature}==",
        "blank before": f" {header}.{payload}.{signature}",
        "line end": f"{header}.{payload}.{signature}\n",
        "blank inside": f"{header}. {payload}.{signature}",
        "line break inside": f"{header}.{payload[:40]}\r\n{payload[40:]}.{signature}",
        "plain base64": f"{header}.{payload}.{signature[:-2]}+/",
        "other digits": f"{header}.{payload}.{signature[:-1]}\u0661",
        "a null": f"{header}.{payload}.{signature}\0",
        "byte order mark": f"{marked}.{payload}.{signature}",
        "header is a list": f"{b64([])}.{payload}.{signature}",
        "header is text": f"{b64('EdDSA')}.{payload}.{signature}",
        "header is no JSON": f"{b64(b'alg=EdDSA')}.{payload}.{signature}",
        "header and more": f"{twice}.{payload}.{signature}",
        "a long signature": f"{header}.{payload}.{'A' * 1368}",
    }
    for name, text in wrong.items():
        with pytest.raises(ProofError) as caught:
            read_token(text)
        assert caught.value.code == "proof.jwt_malformed", name


def test_a_header_in_two_ways() -> None:
    for header in ('{"alg":"EdDSA","alg":"none"}', '{"alg":"none","alg":"EdDSA"}', '{"alg":"EdDSA","kid":NaN}'):
        with pytest.raises(StructureError):
            read_token(f"{b64(header.encode())}.{b64(PAYLOAD)}.{b64(bytes(64))}")


def test_sizes() -> None:
    with pytest.raises(InputTooLargeError):
        read_token(with_header(alg="EdDSA", kid="did:web:" + "x" * 8000))
    with pytest.raises(InputTooLargeError):
        read_token("A" * 400_000)
    assert read_token(with_header(alg="EdDSA", kid="did:web:" + "x" * 5000))


def test_payload_in_two_ways() -> None:
    for payload in (b'{"id":1,"id":2}', b"[" * 40, b'{"id":NaN}'):
        with pytest.raises(StructureError):
            read_object(payload, "payload")
    for payload in (b"", b"[]", b"\xff", b'\xef\xbb\xbf{"id":1}', b'"x"'):
        with pytest.raises(ProofError):
            read_object(payload, "payload")


def test_disclosures_are_not_read() -> None:
    text = create_token(PAYLOAD, SIGNERS["EdDSA"])
    for tail in ("~", "~WyJzYWx0Il0~", "~\n"):
        with pytest.raises(ProofError) as caught:
            read_token(text + tail)
        assert caught.value.code == "proof.jwt_unsupported"
    with pytest.raises(ProofError) as caught:
        read_token(with_header(alg="none") + "~")
    assert caught.value.code == "proof.jwt_unsafe"


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet="eyJ.A=~{}\"alg:'ES256 \n", max_size=80) | st.text(max_size=30) | st.binary().map(b64))
def test_nothing_but_our_errors(text: str) -> None:
    assert not _holds(text, SIGNERS["EdDSA"])


@settings(max_examples=200, deadline=None)
@given(
    st.dictionaries(
        st.sampled_from(["alg", "typ", "kid", "jwk", "crit"]),
        st.none() | st.sampled_from(["EdDSA", "JWT", METHOD]) | st.integers() | st.lists(st.text(), max_size=2),
    )
)
def test_no_header_breaks_the_reader(header: dict[str, Any]) -> None:
    assert not _holds(with_header(**header), SIGNERS["EdDSA"])
