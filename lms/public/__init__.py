"""What everybody may see: the catalogue, a module, its files, and the texts about the site itself.

Not here: enrolling and learning (`lms.learn`), badges and checking them (`lms.badges`).
"""

from flask import Blueprint

blueprint = Blueprint("public", __name__)

from lms.public import languages, views  # noqa: E402

blueprint.app_context_processor(languages.offered)

__all__ = ["blueprint", "languages", "views"]
