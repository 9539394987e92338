"""What others are expected to say of our badges, and we of theirs: the one table that the matrix is held against.

A sign for each shape, in the order of `pieces.SHAPES`: minimal, full, endorsed, microcredential, non-ASCII, 300 lines.
`+` is accepted, `*` accepted leniently; a letter is refused or cannot, for the reason in `REASONS`. The defects among
them are told with their smallest case in docs/interop.md.
"""

REASONS = {
    "t": r"(reads|makes) no tokens",
    "d": r"does tokens only",
    "s": r"no supported Data Integrity proof|signs eddsa-rdfc-2022 and tokens only",
    "p": r"shows no part of a badge",
    "o": r"omitted validUntil",
    "x": r"leerspoor/microcredential-v1.json' is not in the bundled allowlist",
    "r": r"'RS256' is not permitted|has no RSA key",
    "V": r"no embedded `vc` object",
    "E": r"described again",
    "G": r"achievement/creator/address/geo/type\)",
    "N": r"nameTranslations/nl-BE\)",
    "H": r"ecdsa-rdfc-2019 proof does not verify|proof\.signature",
    "L": r'"@set" or "@list"|Could not expand input before compaction',
    "M": r'"labelMap" must be a Map|\'_:b\d+\'',
    "U": r"Error while parsing N-Quads|does not read back",
}
"""Capitals are defects, small letters are what a library does not do or leaves to policy."""

OURS_THERE = """
digitalbazaar       eddsa-rdfc-2022         + + + + + +
digitalbazaar       ecdsa-rdfc-2019 P-256   + + + + + +
digitalbazaar       ecdsa-rdfc-2019 P-384   + + + + + +
digitalbazaar       ecdsa-sd-2023 base      + L M + + +
digitalbazaar       ecdsa-sd-2023 derived   + + + + + +
digitalbazaar       JWT RS256               t t t t t t
digitalbazaar       JWT ES256               t t t t t t
digitalbazaar       JWT EdDSA               t t t t t t
digitalcredentials  eddsa-rdfc-2022         + + + + + +
digitalcredentials  ecdsa-rdfc-2019 P-256   + + + + + +
digitalcredentials  ecdsa-rdfc-2019 P-384   + + + + + +
digitalcredentials  ecdsa-sd-2023 base      + L M + + +
digitalcredentials  ecdsa-sd-2023 derived   + + + + + +
digitalcredentials  JWT RS256               t t t t t t
digitalcredentials  JWT ES256               t t t t t t
digitalcredentials  JWT EdDSA               t t t t t t
openvc              eddsa-rdfc-2022         + G E N + +
openvc              ecdsa-rdfc-2019 P-256   + G E N + +
openvc              ecdsa-rdfc-2019 P-384   + H H H H H
openvc              ecdsa-sd-2023 base      + L M + U +
openvc              ecdsa-sd-2023 derived   + G E N U +
openvc              JWT RS256               r r r r r r
openvc              JWT ES256               V V V V V V
openvc              JWT EdDSA               V V V V V V
openbadgeslib       eddsa-rdfc-2022         + + E x + +
openbadgeslib       ecdsa-rdfc-2019 P-256   s s s s s s
openbadgeslib       ecdsa-rdfc-2019 P-384   s s s s s s
openbadgeslib       ecdsa-sd-2023 base      p p p p p p
openbadgeslib       ecdsa-sd-2023 derived   o G E x U +
openbadgeslib       JWT RS256               + + + + + +
openbadgeslib       JWT ES256               + + + + + +
openbadgeslib       JWT EdDSA               + + + + + +
pyjwt               eddsa-rdfc-2022         d d d d d d
pyjwt               ecdsa-rdfc-2019 P-256   d d d d d d
pyjwt               ecdsa-rdfc-2019 P-384   d d d d d d
pyjwt               ecdsa-sd-2023 base      d d d d d d
pyjwt               ecdsa-sd-2023 derived   d d d d d d
pyjwt               JWT RS256               + + + + + +
pyjwt               JWT ES256               + + + + + +
pyjwt               JWT EdDSA               + + + + + +
"""

THEIRS_HERE = """
digitalbazaar       eddsa-rdfc-2022         + + + + + +
digitalbazaar       ecdsa-rdfc-2019 P-256   + + + + + +
digitalbazaar       ecdsa-rdfc-2019 P-384   + + + + + +
digitalbazaar       ecdsa-sd-2023 base      + L + + + +
digitalbazaar       ecdsa-sd-2023 derived   + L + + + +
digitalbazaar       JWT RS256               t t t t t t
digitalbazaar       JWT ES256               t t t t t t
digitalbazaar       JWT EdDSA               t t t t t t
digitalcredentials  eddsa-rdfc-2022         + + + + + +
digitalcredentials  ecdsa-rdfc-2019 P-256   + + + + + +
digitalcredentials  ecdsa-rdfc-2019 P-384   + + + + + +
digitalcredentials  ecdsa-sd-2023 base      + L + + + +
digitalcredentials  ecdsa-sd-2023 derived   + L + + + +
digitalcredentials  JWT RS256               t t t t t t
digitalcredentials  JWT ES256               t t t t t t
digitalcredentials  JWT EdDSA               t t t t t t
openvc              eddsa-rdfc-2022         + G E N + +
openvc              ecdsa-rdfc-2019 P-256   + G E N + +
openvc              ecdsa-rdfc-2019 P-384   + G E N H H
openvc              ecdsa-sd-2023 base      + G E N U +
openvc              ecdsa-sd-2023 derived   + G E N U +
openvc              JWT RS256               r r r r r r
openvc              JWT ES256               * * * * * *
openvc              JWT EdDSA               * * * * * *
openbadgeslib       eddsa-rdfc-2022         + + + x + +
openbadgeslib       ecdsa-rdfc-2019 P-256   s s s s s s
openbadgeslib       ecdsa-rdfc-2019 P-384   s s s s s s
openbadgeslib       ecdsa-sd-2023 base      s s s s s s
openbadgeslib       ecdsa-sd-2023 derived   s s s s s s
openbadgeslib       JWT RS256               + + + + + +
openbadgeslib       JWT ES256               + + + + + +
openbadgeslib       JWT EdDSA               + + + + + +
pyjwt               eddsa-rdfc-2022         d d d d d d
pyjwt               ecdsa-rdfc-2019 P-256   d d d d d d
pyjwt               ecdsa-rdfc-2019 P-384   d d d d d d
pyjwt               ecdsa-sd-2023 base      d d d d d d
pyjwt               ecdsa-sd-2023 derived   d d d d d d
pyjwt               JWT RS256               + + + + + +
pyjwt               JWT ES256               + + + + + +
pyjwt               JWT EdDSA               + + + + + +
"""


def cells(text: str, shapes: list[str]) -> dict[tuple[str, str, str], str]:
    """The sign expected of each peer, kind of proof and shape."""
    found = {}
    for line in text.strip().splitlines():
        peer, rest = line[:20].strip(), line[20:]
        for shape, sign in zip(shapes, rest[24:].split(), strict=True):
            found[peer, rest[:24].strip(), shape] = sign
    return found
