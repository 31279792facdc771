"""Django's hooks for the newsroom app and for the desk (the admin site)."""

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig
from django.utils.translation import gettext_lazy as _

from newsroom import checks  # noqa: F401  # registers the system checks


class NewsroomConfig(AppConfig):
    """The site itself: users, the desk, the Arabic language tools."""

    name = "newsroom"
    verbose_name = _("Newsroom")
    default_auto_field = "django.db.models.BigAutoField"


class DeskConfig(AdminConfig):
    """`django.contrib.admin` with the newsroom's own desk as its site."""

    default_site = "newsroom.desk_site.DeskSite"
