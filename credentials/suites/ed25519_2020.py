"""The older Ed25519Signature2020: read for the sake of badges that carry it, never issued.

It hashes as eddsa-rdfc-2022 does. Its words are not in the credentials context: the badge must list
`https://w3id.org/security/suites/ed25519-2020/v1`, and the options of the proof are read under the contexts of the
badge, so that without it nothing is signed. Source: W3C Data Integrity EdDSA Cryptosuites 1.0, appendix
"Ed25519Signature2020".
"""

from credentials.suites.whole import WholeDocument

SUITE = WholeDocument("Ed25519Signature2020", None, frozenset({"Ed25519"}), issues=False)
