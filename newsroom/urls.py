"""The addresses of the whole site: the desk, the machines' pages, and the public pages under their language."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path

from newsroom import converters, views  # noqa: F401  (converters registers <language:…>)

urlpatterns = [
    path("", views.home, name="home"),
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path("robots.txt", views.robots, name="robots"),
    path("favicon.ico", views.favicon, name="favicon"),
    path("media/<path:name>", views.media, name="media"),
    path(settings.DESK_PATH, admin.site.urls),
    path("", include("newsletter.urls")),
    path("", include("articles.urls")),
]

handler400 = "newsroom.views.bad_request"
handler403 = "articles.views.forbidden"
handler404 = "articles.views.not_found"
handler500 = "newsroom.views.server_error"
