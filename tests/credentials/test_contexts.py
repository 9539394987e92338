"""The vendored contexts are the ones that were pinned, no other is known, and nothing asks the network
(A9)."""

import hashlib
import json
import re
import socket
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest

from credentials import contexts, structure_outline
from credentials.canonical import canonicalize
from credentials.contexts import CREDENTIALS_V2, MICROCREDENTIAL, OPEN_BADGES, PINNED, PINNED_CONTEXTS, Pinned
from credentials.errors import ContextError
from credentials.report import Verdict
from tests.credentials import badges
from tests.shared import ROOT, shared_path

FOLDER = Path(contexts.__file__).parent
REFERENCE_FILES = {
    "credentials-v2.json": "credentials-v2.jsonld",
    "security-data-integrity-v2.json": "data-integrity-v2.jsonld",
    "security-multikey-v1.json": "multikey-v1.jsonld",
    "credentials-v1.json": "credentials-v1.jsonld",
    "security-data-integrity-v1.json": "data-integrity-v1.jsonld",
    "security-ed25519-2020-v1.json": "ed25519-2020-v1.jsonld",
    "bitstring-status-list-v1.json": "bitstring-status-list-v1.jsonld",
    "status-list-2021-v1.json": "status-list-2021-v1.jsonld",
}
OTHER_BYTES = {
    "ob-v3p0-context-3.0.1.json",
    "ob-v3p0-extensions.json",
    "credentials-v1.json",
    "bitstring-status-list-v1.json",
    "status-list-2021-v1.json",
}
"""Other white space in the package than at the reference, and the same JSON."""
OTHERS = [url for url in PINNED if url != MICROCREDENTIAL]
"""All but our own, which test_extension.py is about."""


@pytest.mark.parametrize("url", PINNED)
def test_bytes_are_those_pinned(url: str) -> None:
    data = (FOLDER / PINNED[url].file).read_bytes()
    assert hashlib.sha256(data).hexdigest() == PINNED[url].sha256
    assert PINNED_CONTEXTS.document(url) == json.loads(data)


@pytest.mark.parametrize("url", OTHERS)
def test_same_as_the_reference(url: str) -> None:
    """Compared with the index of reference files: the same SHA-256, or the same JSON where only spaces
    differ."""
    pinned = PINNED[url]
    reference = REFERENCE_FILES.get(pinned.file, pinned.file)
    index = shared_path("standards/openbadges/INDEX.md").read_text()
    row = next(line for line in index.splitlines() if line.startswith(f"| contexts/{reference} |"))
    assert f"| {url} |" in row
    if pinned.file in OTHER_BYTES:
        text = shared_path(f"standards/openbadges/contexts/{reference}").read_text()
        assert json.loads(text) == PINNED_CONTEXTS.document(url)
    else:
        assert pinned.sha256 in row


def test_every_file_is_pinned_and_named_in_the_notice() -> None:
    files = {path.name for path in FOLDER.glob("*.json")}
    assert files == {pinned.file for pinned in PINNED.values()}
    notice = (ROOT / "NOTICE").read_text()
    for pinned in PINNED.values():
        assert re.search(rf"{re.escape(pinned.file)}\s+{pinned.sha256}", notice)


def test_altered_file_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = (FOLDER / PINNED[OPEN_BADGES].file).read_text()
    (tmp_path / "altered.json").write_text(text.replace("#narrative", "#hidden"))
    monkeypatch.setattr(contexts, "_FOLDER", tmp_path)
    monkeypatch.setattr(contexts, "PINNED", {OPEN_BADGES: Pinned("altered.json", PINNED[OPEN_BADGES].sha256)})
    contexts._pinned_text.cache_clear()
    with pytest.raises(ContextError, match="damaged"):
        PINNED_CONTEXTS.document(OPEN_BADGES)
    contexts._pinned_text.cache_clear()


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example/context.json",
        CREDENTIALS_V2 + "/",
        CREDENTIALS_V2 + "#",
        CREDENTIALS_V2.replace("https", "http"),
        "https://www.w3.org/ns/credentials/undefined-terms/v2",
        "https://www.w3.org/ns/credentials/examples/v2",
        "file:///etc/passwd",
        "contexts/credentials-v2.json",
    ],
)
def test_any_other_context_fails_and_is_not_fetched(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Any] = []
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args: asked.append(args))
    monkeypatch.setattr(socket.socket, "connect", lambda *args: asked.append(args))
    made = badges.signed().document
    report = badges.world().verify(made | {"@context": [*made["@context"], url]})
    assert report.verdict is Verdict.INVALID
    assert report.check("context").code == "context.unknown"
    assert asked == []


def test_one_word_for_each_thing_that_decides() -> None:
    """No pinned context offers a second word for a property on which a verdict rests, so none can be
    renamed."""
    words: dict[str, set[str]] = defaultdict(set)
    for url in PINNED:
        _collect(PINNED_CONTEXTS.document(url)["@context"], words)
    security = "https://w3id.org/security#"
    for name in ("validFrom", "validUntil", "credentialStatus", "issuer", "credentialSubject", "credentialSchema"):
        assert words[f"https://www.w3.org/2018/credentials#{name}"] == {name}
    for name in ("issuanceDate", "expirationDate"):
        assert words[f"https://www.w3.org/2018/credentials#{name}"] == {name}
    for name in ("statusPurpose", "statusListIndex", "statusListCredential", "encodedList"):
        assert words[f"https://www.w3.org/ns/credentials/status#{name}"] == {name}
        assert words[f"https://w3id.org/vc/status-list#{name}"] == {name}
    for name in ("proof", "proofPurpose", "verificationMethod", "cryptosuite", "proofValue", "expiration"):
        assert len(words[security + name]) == 1


def _collect(context: Any, words: dict[str, set[str]], prefixes: dict[str, str] | None = None) -> None:
    """Adds to `words` which words stand for each IRI, with prefixes written out."""
    if isinstance(context, list):
        for item in context:
            _collect(item, words, prefixes)
    elif isinstance(context, dict):
        known = (prefixes or {}) | {
            word: meaning for word, meaning in context.items() if isinstance(meaning, str) and meaning[-1] in "#/"
        }
        for word, meaning in context.items():
            target = meaning.get("@id") if isinstance(meaning, dict) else meaning
            if isinstance(target, str) and not word.startswith("@"):
                prefix, _, rest = target.partition(":")
                words[known[prefix] + rest if prefix in known else target].add(word)
            if isinstance(meaning, dict):
                _collect(meaning.get("@context"), words, known)


def test_no_word_is_a_scheme() -> None:
    """A word `https` or `urn` would turn every address into something else (JSON-LD compact IRIs)."""
    words: dict[str, set[str]] = defaultdict(set)
    for url in PINNED:
        _collect(PINNED_CONTEXTS.document(url)["@context"], words)
    every = set().union(*words.values())
    assert not every & {"http", "https", "urn", "did", "mailto", "data", "tel"}
    assert not [word for word in every if ":" in word]


def test_an_inline_context_is_refused_at_any_depth() -> None:
    deep = {"@context": [CREDENTIALS_V2], "id": "urn:x", "issuer": {"id": "urn:y", "@context": {"a": "urn:a"}}}
    with pytest.raises(ContextError, match="own words"):
        canonicalize(deep)


def test_a_second_word_is_a_class_that_no_reader_takes_for_its_property() -> None:
    """Where a context gives a property and a class one IRI, the form refuses the class as a property: else a signed
    property could be renamed out of sight."""
    words: dict[str, set[str]] = defaultdict(set)
    for url in PINNED:
        _collect(PINNED_CONTEXTS.document(url)["@context"], words)
    doubled = {tuple(sorted(found)) for found in words.values() if len(found) > 1}
    assert doubled == {tuple(sorted(pair)) for pair in structure_outline._SAME_AS.items()}
