"""Sending the context and the schema of our extension of Open Badges, for readers of badges.

Every installation serves the same bytes, and none of them is the address that badges name: that one is constant and
only redirects (docs/microcredentials.md). Our own verifier has the files with it and asks nobody.
Not here: what the words mean (`credentials`).
"""

import hashlib

from flask import Response, abort, make_response, request

from credentials.extension import published

DAY = 24 * 3600


def answer(name: str) -> Response:
    """The file of that name, open to any site; 404 for another name."""
    data = published().get(name)
    if data is None:
        abort(404)
    found = make_response(data)
    found.content_type = "application/schema+json" if name.endswith(".schema.json") else "application/ld+json"
    found.headers["Cache-Control"] = f"public, max-age={DAY}"
    found.headers["Access-Control-Allow-Origin"] = "*"
    found.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    found.set_etag(hashlib.sha256(data).hexdigest())
    found.make_conditional(request)
    return found
