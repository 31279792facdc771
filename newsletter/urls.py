"""The newsletter's addresses."""

from django.urls import path

from newsletter import views

app_name = "newsletter"

urlpatterns = [
    path("<language:language>/newsletter/", views.subscribe, name="subscribe"),
    path("<language:language>/newsletter/asked/", views.asked, name="asked"),
    path("<language:language>/newsletter/feed/", views.feed, {"form": "rss"}, name="feed"),
    path("<language:language>/newsletter/feed/atom/", views.feed, {"form": "atom"}, name="feed_atom"),
    path("<language:language>/newsletter/<id:digest_id>/", views.issue, name="issue"),
    path("<language:language>/newsletter/<id:digest_id>/read", views.issue_read, name="issue_read"),
    # Short: in a mail's text part such an address must fit on a line.
    path("<language:language>/c/<str:token>", views.confirm, name="confirm"),
    path("<language:language>/u/<str:token>", views.leave, name="leave"),
    path("<language:language>/p/<str:token>", views.own_page, name="settings"),
    path("<language:language>/m/<str:token>", views.move, name="move"),
]
