"""The cryptosuite eddsa-rdfc-2022: Ed25519 over SHA-256 of RDFC-1.0. What Open Badges certifies and we issue by
default.

Source: W3C Data Integrity EdDSA Cryptosuites 1.0, section 3.2.
"""

from credentials.suites.base import DATA_INTEGRITY
from credentials.suites.whole import WholeDocument

SUITE = WholeDocument(DATA_INTEGRITY, "eddsa-rdfc-2022", frozenset({"Ed25519"}))
