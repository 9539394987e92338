"""Canonical text by a plan: one compiled recipe per shape of document, instead of JSON-LD expansion each time.

A *shape* is everything in a JSON text but its free string values: punctuation, member names, numbers, booleans,
contexts, types. Expansion costs milliseconds and says nothing new about a second document of the same shape, so it
runs once, on a copy whose string values are numbered marks. Where each mark came out is the plan; filling it in for
another document costs microseconds. `canonical.py` remains the definition: a plan either gives exactly its text or
gives nothing, and then `canonical.py` is asked, which also words every refusal.

What has to hold for that, and where it is seen to:

1. *Same shape, same tokens.* Outside strings a text equals the compiled one character for character, and inside
   there is no control character and no escape but `\\"`, `\\\\`, `\\b`, `\\f`, `\\n`, `\\r`, `\\t`: those are also the
   escapes of canonical N-Quads, so a value goes over unread. Anything else (`\\u`, `\\/`, DEL) gives no tokens
   (`tokens.py`).
2. *A slot is safe.* Expansion and "Object to RDF Conversion" carry a string through untouched, as a literal always,
   as an IRI when JSON-LD can read it in one way only: a scheme of a fixed few, no character that may not stand in
   an IRI, and no context in use that defines a term of that scheme's name or with a colon (`compiling.py`). A value
   that safe mode refuses, such as a relative or compact IRI, a blank node label or a keyword, is none of those.
3. *The rest is part of the shape.* Values of `@context`, types, languages, directions, whatever an alias of a
   keyword holds, and values that stand for a term (`proofPurpose`) select other definitions or are looked up: they
   are frozen, verbatim. Frozen too is each value whose mark did not come out exactly once as a whole term.
   Numbers and booleans are written in another form, so they are never slots.
4. *Blank node labels belong to the recipient.* RDFC-1.0 numbers blank nodes in the order of hashes over their
   quads, which hold the recipient's values: every hash is computed for every document, never kept.
5. *Not sure is not fast.* Two equal hashes (identical alignments) need the full algorithm; two equal lines with a
   blank node are one quad, so its hash was wrong. Either way there is no answer from the plan. Equal lines without
   a blank node touch no hash and are written once.
6. *A plan is what it was checked to be.* It must give the text of `canonical.py` for its marks and, unless 5
   applies, for the document it was made from, or it is dropped.
7. *Nobody else's plan.* The cache is bounded, keyed by the shape and by the SHA-256 of every context, and filled
   only through `Canonical.keep`, which callers use for documents that passed all their checks. One in so many uses
   is done both ways; a difference drops the plan, the slow text counts, and it is counted and told (`cache.py`).

What else is known of a shape is its form (`forms.py`), and texts much like one met before need not even be cut into all
their strings (`lanes.py`). Not here: JSON-LD, RDFC-1.0 with ties (`rdfc.py`), hashing, signatures.
"""

from credentials.plan.cache import PLANS, BoundPlan, Canonical, Counts, Plans

__all__ = ["PLANS", "BoundPlan", "Canonical", "Counts", "Plans"]
