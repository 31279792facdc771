"""The Celery application. It is only a clock and a bell: what is due is written in the database.

A lost message, a dead broker or a second clock may cost seconds, never a story or a digest.
"""

import os

from celery import Celery

from newsroom import broker

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")

broker.register()
app = Celery("newsroom")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
