"""The pages of signing in."""

from lms.auth import blueprint
from lms.policy import public


@blueprint.get("/aanmelden")
@public
def sign_in() -> str:
    return "aanmelden"
