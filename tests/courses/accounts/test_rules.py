"""Passwords and links: what is accepted, and that an argon2id hash is kept."""

import pytest

from courses.accounts import passwords
from courses.accounts.errors import PasswordRefused
from courses.accounts.rules import COMMON, LONGEST, SHORTEST, check_password, normalise_password


@pytest.mark.parametrize("good", ["vier paarse fietsen", "x7#kQ2!m", "een zin mag ook, met spaties.", "é" * 4 + "abcd"])
def test_good(good: str) -> None:
    check_password(good, names=("Nele Wouters", "nele@school.example"))


@pytest.mark.parametrize(
    "bad", ["kort", "a" * (LONGEST + 1), "aaaaaaaa", "abababab", "Wachtwoord", "NELE@school.example"]
)
def test_bad(bad: str) -> None:
    with pytest.raises(PasswordRefused):
        check_password(bad, names=("Nele Wouters", "nele@school.example"))


def test_the_blocklist_holds_only_what_would_get_past_the_length() -> None:
    assert all(len(word) >= SHORTEST and word == word.casefold() for word in COMMON)


def test_the_same_password_typed_on_two_devices() -> None:
    assert normalise_password("cafe\u0301 dag dag") == normalise_password("café dag dag")
    assert passwords.matches(passwords.hash_password("cafe\u0301 dag dag"), "café dag dag")


def test_only_a_salted_argon2id_hash_is_kept() -> None:
    first, second = passwords.hash_password("vier paarse fietsen"), passwords.hash_password("vier paarse fietsen")
    assert first.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert first != second
    assert passwords.matches(first, "vier paarse fietsen")
    assert not passwords.matches(first, "vijf paarse fietsen")
    assert not passwords.matches(None, "nobody has this password")
    assert not passwords.matches("rubbish", "x")


def test_a_hash_with_older_costs_is_renewed() -> None:
    from argon2 import PasswordHasher

    old = PasswordHasher(time_cost=1, memory_cost=8192, parallelism=1).hash("vier paarse fietsen")
    assert passwords.outdated(old)
    assert not passwords.outdated(passwords.hash_password("vier paarse fietsen"))
