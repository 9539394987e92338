"""*Mijn leerspoor*: the one next step, what is missing, the line, the trainer's word.

Not here: how the parts are put into words (`home_page`).
"""

from flask import render_template, request

from lms.learn import blueprint
from lms.learn.home_page import home_page
from lms.policy import Permission, requires


@blueprint.get("/mijn-leerspoor")
@requires(Permission.LEARN)
def home() -> str:
    """`?spoor=` shows another module than the one that was worked on last."""
    page = home_page(request.args.get("spoor", ""))
    return render_template("learn/home.html" if page.shown else "learn/home_empty.html", page=page)
