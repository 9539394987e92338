"""How much of anything a badge may be, in one place, so no reader of hostile input makes up its own.

The figures come from measurements of poison documents; a large real badge is about 20 KB and 9 levels deep.
"""

MAX_CREDENTIAL_BYTES = 256 * 1024
"""A credential or any other JSON document read here, as UTF-8."""

MAX_TOKEN_HEADER_BYTES = 8 * 1024
"""The header of a token as text: room for a public key of 8,192 bits and a long address."""

MAX_STATUS_LIST_BYTES = 1024 * 1024
"""A status list credential: room for 4 million incompressible entries."""

MAX_IMAGE_BYTES = 10 * 1024 * 1024
"""A baked PNG or SVG."""

MAX_PDF_BYTES = 20 * 1024 * 1024
"""A PDF that a badge is attached to."""

MAX_PDF_STREAMS = 40_000
"""Places in a PDF where a stream may begin or end."""

MAX_ARCHIVE_MEMBERS = 2_000
"""Files in a ZIP."""

MAX_ARCHIVE_BYTES = 256 * 1024 * 1024
"""All files of a ZIP together, unpacked; one may be as large as a PDF."""

MAX_MEMBER_RATIO = 100
"""How many times as large a file of more than 1 MB may become when it is unpacked; text becomes about ten times."""

MAX_DEPTH = 32
"""Arrays and objects inside each other."""

MAX_VALUES = 20_000
"""Objects, arrays and leaves together."""

MAX_INTEGER = 2**53 - 1
"""The largest whole number every JSON reader agrees on (RFC 8259 section 6)."""

MAX_STATUS_BITS = 16 * 1024 * 1024
"""The longest status list inflated (2 MB of bits)."""

MAX_SVG_NODES = 100_000
"""Elements of an SVG looked through for a credential."""

MAX_SVG_ATTRIBUTES = 400_000
"""Signs of equality in an SVG, which bound its attributes: those of one element are all in memory at once."""

MAX_PROOFS = 4
"""Proofs on one document."""

MAX_ENDORSEMENTS = 8
"""Embedded endorsements that are checked; more are only counted."""

MAX_STATUS_ENTRIES = 4
"""Status entries on one credential."""
