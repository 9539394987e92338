"""The only writers of recognition, one file per noun.

Here stand the names that other rooms use; the rest is imported from its own file.
"""

from courses.recognition.services.awards import AwardPlan, Basis, Recipient, plan_award
from courses.recognition.services.badges import define_badge
from courses.recognition.services.issuers import make_issuer
from courses.recognition.services.keys import activate_key, add_key

__all__ = [
    "AwardPlan",
    "Basis",
    "Recipient",
    "activate_key",
    "add_key",
    "define_badge",
    "make_issuer",
    "plan_award",
]
