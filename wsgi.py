"""Where servers and workers come in: `gunicorn wsgi:app`, `celery -A wsgi:celery worker`."""

from lms.app import create_app
from lms.relay import celery_for

app = create_app()
celery = celery_for(app)
