"""Where servers and workers come in: `gunicorn wsgi:app`, `celery -A wsgi:celery worker`."""

from lms import logs
from lms.app import create_app
from lms.relay import celery_for
from lms.settings import load_settings

settings = load_settings()
logs.configure(settings)
app = create_app(settings)
celery = celery_for(app)
