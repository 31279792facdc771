"""The public addresses. Ids are the story's; the slug behind an id is decoration and is corrected by a redirect."""

from django.urls import path

from articles import views

app_name = "articles"

urlpatterns = [
    path("a/<id:article_id>", views.short, {"language": "ar"}, name="short_ar"),
    path("e/<id:article_id>", views.short, {"language": "en"}, name="short_en"),
    path("a/<id:article_id>/read", views.read, {"language": "ar"}, name="read_ar"),
    path("e/<id:article_id>/read", views.read, {"language": "en"}, name="read_en"),
    path("<language:language>/", views.front, name="front"),
    path("<language:language>/search/", views.find, name="search"),
    path("<language:language>/latest/", views.latest, name="latest"),
    path("<language:language>/articles/<id:article_id>/", views.story, {"slug": ""}, name="story_without_slug"),
    path("<language:language>/articles/<id:article_id>/<str:slug>/", views.story, name="story"),
    path("<language:language>/sections/<str:slug>/", views.section, name="section"),
    path("<language:language>/regions/<str:slug>/", views.region, name="region"),
    path("<language:language>/tags/<str:slug>/", views.tag, name="tag"),
    path("<language:language>/authors/<str:slug>/", views.author, name="author"),
    path("<language:language>/corrections/", views.corrections, name="corrections"),
    path("<language:language>/cartoons/", views.cartoons, name="cartoons"),
    path("<language:language>/cartoons/<id:cartoon_id>/", views.cartoon, name="cartoon"),
    path("<path:old_path>", views.moved, name="moved"),
]
