"""The holder's evidence of everything that was assessed: a page to read, a PDF and a JSON file (BEW-01).

Not here: what stands in it (`evidence_page`), and evidence that a badge shows to others (`lms.badges`).
"""

import json

from flask import Response, make_response, render_template

from courses.delivery.queries import participation_of
from courses.progress.evidence import assessed
from lms import wording
from lms.db import reading
from lms.evidence_paper import evidence_pdf
from lms.learn import blueprint
from lms.learn.about_work import today
from lms.learn.evidence_page import Account, account_of
from lms.policy import Permission, requires
from lms.signin import actor

ADDRESS = "/leren/<participation>/bewijs"


def _account(participation: str) -> Account:
    """Of the own participation; anybody else's is NotFound."""
    with reading() as session:
        own = participation_of(session, public_id=participation, person_id=actor().person_id)
        found = assessed(session, participation=own, on=today())
        return account_of(found, holder=actor().display_name, on_goals=today())


@blueprint.get(ADDRESS)
@requires(Permission.LEARN)
def evidence(participation: str) -> str:
    account = _account(participation)
    return render_template("learn/evidence.html", account=account, participation=participation, w=wording)


@blueprint.get(f"{ADDRESS}.json")
@requires(Permission.LEARN)
def evidence_json(participation: str) -> Response:
    """The same for programs."""
    text = json.dumps(_account(participation).to_dict(), ensure_ascii=False, indent=1)
    return _file(text.encode(), "application/json", "bewijs.json")


@blueprint.get(f"{ADDRESS}.pdf")
@requires(Permission.LEARN)
def evidence_document(participation: str) -> Response:
    """The same on paper."""
    return _file(evidence_pdf(_account(participation).to_dict()), "application/pdf", "bewijs.pdf")


def _file(body: bytes, media_type: str, name: str) -> Response:
    answer = make_response(body)
    answer.headers["Content-Type"] = media_type
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
