"""Which addresses are public: everything that could be inside is not."""

import pytest

from lms.addresses import is_public


@pytest.mark.parametrize("text", ["8.8.8.8", "1.1.1.1", "93.184.215.14", "2606:4700::1111", "64:ff9b::808:808"])
def test_public(text: str) -> None:
    assert is_public(text)


@pytest.mark.parametrize("text", ["", "x", "::ffff:10.0.0.1", "64:ff9b::a00:1", "fe80::1%eth0", "0.1.2.3"])
def test_not_public(text: str) -> None:
    assert not is_public(text)
