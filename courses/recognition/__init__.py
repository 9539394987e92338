"""Issuers, badges and awards: the rows behind a credential, and their mapping to spec objects.

An award is the recognition itself; an edition is one signed version of it. Changing what the badge shows
(name, address, evidence) or re-signing after a compromise makes a new edition of the same award: same id,
same status index, later `validFrom`, same `awardedDate`.

Not here: signing, canonicalising and verifying (`credentials`), keys in the open (`lms.keystore`).
"""
