"""A microcredential with our extension holds with @digitalbazaar/vc in safe mode; every change fails there."""

import pytest

from tests.credentials import badges, microcredentials
from tests.credentials.microcredentials import ACHIEVEMENT
from tests.credentials.mutations import leaves, name, one_letter, replaced
from tests.interop.judge import digitalbazaar

pytestmark = pytest.mark.node


def test_every_element_is_read_and_signed_there_too() -> None:
    made = badges.signed(microcredentials.full()).document
    documents = badges.contexts() | badges.plain(badges.world().documents)
    changed = {
        name(path): replaced(made, path, one_letter(value)) for path, value in leaves(made) if path[:2] == ACHIEVEMENT
    }
    answers = digitalbazaar([made, *changed.values()], documents, now=badges.NOW)
    assert answers[0]["verified"] is True
    assert [where for where, answer in zip(changed, answers[1:], strict=True) if answer["verified"]] == []
    assert sum("Translations" in where for where in changed) > 5
    assert len(changed) > 50


def test_a_word_of_the_extension_that_nobody_defined_is_refused_there_too() -> None:
    """The twin: without the context the same words are not signed, and safe mode says so."""
    made = badges.signed(microcredentials.full()).document
    documents = badges.contexts() | badges.plain(badges.world().documents)
    bare = made | {"@context": made["@context"][:3]}
    answer = digitalbazaar([bare], documents, now=badges.NOW)[0]
    assert answer["verified"] is False
