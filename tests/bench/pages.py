"""Pages of a group of 500 people, each asked for like a browser does, against a page with nothing on it.

The empty page has all that stands around every page: who is signed in, the menu, the foot, the language. What is
measured is processor time, since these pages wait for nothing.
"""

import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Flask, render_template
from flask.testing import FlaskClient

from lms.policy import Permission, requires
from tests.bench.rounds import Contender
from tests.crowd import browser, crowded_site

PEOPLE = 500
EMPTY = '{% extends "base.html" %}{% block title %}-{% endblock %}{% block content %}<h1>-</h1>{% endblock %}'


@contextmanager
def pages() -> Iterator[list[Contender]]:
    """The pages that are compared, on a site that is gone afterwards."""
    with tempfile.TemporaryDirectory() as folder, crowded_site(Path(folder), PEOPLE) as (app, crowd):
        _add_empty(app)
        trainer = browser(app, crowd.ilse)
        learner = browser(app, crowd.learner)
        yield [
            _page("empty page", trainer, "/leeg", 20, "who is signed in, and that they may; no rows"),
            _page("module page", learner, f"/modules/{crowd.module}", 4, f"a module with a group of {PEOPLE}"),
            _page("run page", trainer, f"/groepen/{crowd.run}", 1, f"what {PEOPLE} people did and miss, 100 on a page"),
            _page("grading page", trainer, f"/nakijken/{crowd.waiting}", 2, "one piece of work, and 125 that wait"),
        ]


def _add_empty(app: Flask) -> None:
    template = app.jinja_env.from_string(EMPTY)

    @app.get("/leeg")
    @requires(Permission.TEACH)
    def empty() -> str:
        return render_template(template)


def _page(name: str, client: FlaskClient, path: str, times: int, checks: str) -> Contender:
    return Contender(name, _asking(client, path), times, checks)


def _asking(client: FlaskClient, path: str) -> Callable[[int], float]:
    def run(times: int) -> float:
        begin = time.process_time()
        answers = [client.get(path) for _ in range(times)]
        taken = (time.process_time() - begin) / times
        if any(answer.status_code != 200 for answer in answers):
            raise AssertionError(f"{path}: {answers[0].status}")
        return taken

    return run
