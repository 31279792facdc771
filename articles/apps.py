"""Django's hook for the articles app."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ArticlesConfig(AppConfig):
    """Stories, what is published of them, pictures, and the public pages."""

    name = "articles"
    verbose_name = _("Stories")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Fill in the registries of desk and page cache; by name: they read models, which are loaded by now only."""
        import_module("articles.rooms")
        import_module("articles.panels")
        import_module("articles.receivers")
        import_module("articles.moments")
