"""The public addresses. Ids are the story's; the slug behind an id is decoration and is corrected by a redirect."""

from django.urls import path

from articles import feeds, lists, lite, sitemaps, views

app_name = "articles"

urlpatterns = [
    path("a/<id:article_id>", views.short, {"language": "ar"}, name="short_ar"),
    path("e/<id:article_id>", views.short, {"language": "en"}, name="short_en"),
    path("a/<id:article_id>/read", views.read, {"language": "ar"}, name="read_ar"),
    path("e/<id:article_id>/read", views.read, {"language": "en"}, name="read_en"),
    path("<language:language>/", views.front, name="front"),
    path("<language:language>/search/", views.find, name="search"),
    path("<language:language>/breaking/", views.breaking, name="breaking"),
    path("<language:language>/latest/", views.latest, name="latest"),
    path("<language:language>/articles/<id:article_id>/", views.story, {"slug": ""}, name="story_without_slug"),
    path("<language:language>/articles/<id:article_id>/<str:slug>/", views.story, name="story"),
    path("<language:language>/sections/<str:slug>/", views.section, name="section"),
    path("<language:language>/regions/<str:slug>/", views.region, name="region"),
    path("<language:language>/tags/<str:slug>/", views.tag, name="tag"),
    path("<language:language>/authors/<str:slug>/", views.author, name="author"),
    path("<language:language>/topics/<str:slug>/", views.topic, name="topic"),
    path("<language:language>/topics/", views.all_topics, name="topics"),
    path("<language:language>/regions/", views.regions, name="regions"),
    path("<language:language>/archive/", views.archive, name="archive"),
    path("<language:language>/archive/<str:year>/<str:month>/", views.archive_of, name="archive_month"),
    path("<language:language>/archive/<str:year>/<str:month>/<str:day>/", views.archive_of, name="archive_day"),
    path("<language:language>/pages/<str:slug>/", views.house_page, name="house_page"),
    path("lite/<language:language>/", lite.front, name="lite_front"),
    path("lite/<language:language>/articles/<id:article_id>/", lite.story, name="lite_story"),
    path("sitemap.xml", sitemaps.index, name="sitemap"),
    path("news-sitemap.xml", sitemaps.news, name="news_sitemap"),
    path("sitemaps/pages.xml", sitemaps.pages, name="sitemap_pages"),
    path("sitemaps/stories-<int:year>-<int:month>.xml", sitemaps.stories, name="sitemap_stories"),
    path("<language:language>/feed/", feeds.latest, {"form": "rss"}, name="feed"),
    path("<language:language>/feed/atom/", feeds.latest, {"form": "atom"}, name="feed_atom"),
    path("<language:language>/latest/feed/", feeds.latest, {"form": "rss"}, name="feed_latest"),
    path("<language:language>/latest/feed/atom/", feeds.latest, {"form": "atom"}, name="feed_latest_atom"),
    path("<language:language>/cartoons/feed/", feeds.cartoons, {"form": "rss"}, name="feed_cartoons"),
    path("<language:language>/cartoons/feed/atom/", feeds.cartoons, {"form": "atom"}, name="feed_cartoons_atom"),
    *[
        path(
            f"<language:language>/{kind}s/<str:slug>/feed/{tail}",
            feeds.of_list,
            {"kind": kind, "form": form},
            name=f"feed_{kind}_{form}",
        )
        for kind in lists.FAMILIES
        for form, tail in (("rss", ""), ("atom", "atom/"))
    ],
    path("<language:language>/corrections/", views.corrections, name="corrections"),
    path("<language:language>/cartoons/", views.cartoons, name="cartoons"),
    path("<language:language>/cartoons/by/<str:slug>/", views.cartoons, name="cartoons_by"),
    path("<language:language>/cartoons/<str:year>/<str:month>/", views.cartoons, name="cartoons_month"),
    path("<language:language>/cartoons/<id:cartoon_id>/", views.cartoon, name="cartoon"),
    path("<path:old_path>", views.moved, name="moved"),
]
