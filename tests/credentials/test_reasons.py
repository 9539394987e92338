"""Every reason given in the code exists, is used, has the gaps that are filled, and can be said in each
language."""

import re

import pytest
from babel.messages.pofile import read_po

from credentials.errors import CredentialError
from credentials.reasons import SENTENCES
from tests.house.source import sources
from tests.shared import ROOT

_CODE = re.compile(
    r'"((?:structure|context|proof|issuer|status|dates|schema|recipient|endorsements|refresh|check|reading|baking|key|lint|microcredential|elm)\.[a-z0-9_]+)"'
)
_MADE = {
    f"{room}.{why}" for room in ("status", "issuer") for why in ("unreachable", "not_found", "refused", "unreadable")
}
_MADE |= {"issuer.key_revoked", "issuer.key_expires"}
_MADE |= {code for code in SENTENCES if code.startswith("lint.") and code.endswith("_instead")}
"""Put together in the code from two parts."""


def _named() -> set[str]:
    found = set()
    for source in sources("credentials"):
        if source.path.name != "reasons.py":
            found |= set(_CODE.findall(source.text))
    return found | _MADE


def test_every_reason_exists_and_is_used() -> None:
    assert _named() == set(SENTENCES)


def test_sentences_are_sentences() -> None:
    for text in SENTENCES.values():
        assert text[0].isupper() or text.startswith("%(")
        assert text.endswith((".", "%(first)s"))


def test_an_error_says_its_sentence() -> None:
    error = CredentialError("structure.too_deep", limit=32)
    assert str(error) == "The credential is nested deeper than 32 levels."
    with pytest.raises(KeyError):
        CredentialError("structure.no_such_reason")


@pytest.mark.parametrize("language", ["nl", "fr"])
def test_every_reason_can_be_said(language: str) -> None:
    with (ROOT / "lms" / "translations" / language / "LC_MESSAGES" / "messages.po").open("rb") as file:
        catalogue = read_po(file, locale=language)
    for text in SENTENCES.values():
        message = catalogue.get(text)
        assert message is not None, text
        assert set(re.findall(r"%\(\w+\)s", text)) == set(re.findall(r"%\(\w+\)s", str(message.string))), text
