"""The newsletter's addresses."""

from django.urls import path

from newsletter import views

app_name = "newsletter"

urlpatterns = [
    path("<language:language>/newsletter/", views.subscribe, name="subscribe"),
]
