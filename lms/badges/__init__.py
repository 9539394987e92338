"""Badges on the web: the public page that verifies at each view, the holder's own, the desk where anybody checks
one, and the documents that issuers publish.

`facts` and `findings` turn a verification into what a person reads; `inspection` does the verifying. The views come
in one file for each kind of visitor. Not here: what a badge says (`courses.recognition`), drawing it
(`lms.badge_art`), fetching other people's documents (`lms.resolving`).
"""

from flask import Blueprint

blueprint = Blueprint("badges", __name__)

from lms.badges import acts, check, documents, evidence, giving, manage, mine, page, renewing  # noqa: E402, F401  (routes)
