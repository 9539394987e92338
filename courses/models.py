"""Every table in one import, for migrations and tests. Not here: any table."""

from courses.accounts import models as accounts
from courses.base import Base
from courses.catalogue import models as catalogue
from courses.delivery import calendar_models as calendars
from courses.delivery import checkin_models as checkin
from courses.delivery import joining
from courses.delivery import missed_models as missed
from courses.delivery import models as delivery
from courses.files import models as files
from courses.frameworks import models as frameworks
from courses.insight import models as insight
from courses.network import models as network
from courses.outbox import models as outbox
from courses.people import models as people
from courses.practice import evidence_models as practice_evidence
from courses.practice import marking_models as marking
from courses.practice import models as practice
from courses.progress import models as progress
from courses.recognition import batch_models as batches
from courses.recognition import models as recognition
from courses.reminders import models as reminders
from courses.results import models as results
from courses.trust import models as trust

__all__ = [
    "Base",
    "accounts",
    "batches",
    "calendars",
    "catalogue",
    "checkin",
    "delivery",
    "files",
    "frameworks",
    "insight",
    "marking",
    "network",
    "joining",
    "missed",
    "outbox",
    "people",
    "practice",
    "practice_evidence",
    "progress",
    "recognition",
    "reminders",
    "results",
    "trust",
]
