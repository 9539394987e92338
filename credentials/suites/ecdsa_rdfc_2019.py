"""The cryptosuite ecdsa-rdfc-2019: P-256 over SHA-256 of RDFC-1.0, or P-384 over SHA-384.

The key decides the hash, the one inside RDFC-1.0 included: the published vectors for P-384 show that, where the text
is easy to read past. A signature has a twin (s and n - s) which holds as well and says the same of the same
document; the specification asks for neither form. Source: W3C Data Integrity ECDSA Cryptosuites 1.0, section 3.2.
"""

from credentials.suites.base import DATA_INTEGRITY
from credentials.suites.whole import WholeDocument

SUITE = WholeDocument(DATA_INTEGRITY, "ecdsa-rdfc-2019", frozenset({"P-256", "P-384"}))
