"""The site: settings, users, language tools and everything that is about no story in particular.

The Celery application is imported here so that every `@shared_task` of the project binds to it,
whichever process is asking: web server, worker, clock or a management command.
"""

from newsroom.celery import app as celery_app

__all__ = ["celery_app"]
