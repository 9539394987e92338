"""Where servers and workers come in: `gunicorn wsgi:app`, `celery -A wsgi:celery worker`."""

import sys

from lms import logs
from lms.app import create_app
from lms.relay import celery_for
from lms.settings import SettingsError, load_settings

BOOT_ERROR = 3
"""The status at which gunicorn stops, instead of starting its worker again for ever."""

try:
    settings = load_settings()
except SettingsError as error:
    sys.stderr.write("\n".join(error.faults) + "\n")
    sys.exit(BOOT_ERROR)
logs.configure(settings)
app = create_app(settings)
celery = celery_for(app)
