"""Reads of recognition, one file per use. Here stand the names that other rooms and `lms` use most."""

from courses.recognition.queries.awards import AwardView, awards_of, find_award, list_awards
from courses.recognition.queries.documents import OwnDocument, own_document
from courses.recognition.queries.issuers import own_issuer

__all__ = [
    "AwardView",
    "OwnDocument",
    "awards_of",
    "find_award",
    "list_awards",
    "own_document",
    "own_issuer",
]
