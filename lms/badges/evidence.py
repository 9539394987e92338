"""Pieces of work that a badge shows now, at an address under its page; gone the moment the holder stops showing them.

A file leaves as an attachment that no browser runs. Not here: who may see work that is not evidence (`lms.files`).
"""

from flask import Response, make_response, render_template

from courses.practice.models import PieceKind
from courses.recognition.errors import NoSuchAward
from courses.recognition.queries import AwardView
from courses.recognition.queries.evidence import ShownPiece, shown_piece
from lms.badges import blueprint
from lms.badges.answers import attachment, inert
from lms.badges.labels import own_name
from lms.badges.page import award_at
from lms.db import reading
from lms.policy import public
from lms.storage import StoredFileMissing
from lms.wiring import wiring


@blueprint.get("/badges/<public_id>/bewijs/<piece_id>")
@public
def evidence(public_id: str, piece_id: str) -> Response:
    """One piece; 404 as soon as the badge no longer names it."""
    award = award_at(public_id)
    if piece_id not in award.evidence_pieces:
        raise NoSuchAward()
    with reading() as session:
        piece = shown_piece(session, award.id, piece_id)
        if piece is None:
            raise NoSuchAward()
        answer = _file(piece) if piece.kind is PieceKind.FILE else _text(award, piece)
    return _unlisted(answer)


def _unlisted(answer: Response) -> Response:
    answer.headers["Referrer-Policy"] = "no-referrer"
    answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    answer.headers["Cache-Control"] = "no-cache"
    return answer


def _text(award: AwardView, piece: ShownPiece) -> Response:
    paragraphs = [part for part in (piece.body or "").split("\n") if part.strip()]
    page = render_template(
        "badges/evidence.html", award=award, name=own_name(award), paragraphs=paragraphs, results=piece.results
    )
    return make_response(page)


def _file(piece: ShownPiece) -> Response:
    if piece.file is None or piece.file.storage_key is None:
        raise NoSuchAward()
    try:
        answer = Response(wiring().storage.open(piece.file.storage_key), mimetype=piece.file.media_type)
    except StoredFileMissing:
        raise NoSuchAward() from None
    return inert(attachment(answer, piece.file.original_name))
