"""The rooms of the desk that this app offers, in the order of the menu.

A room is shown to those who work in it: choosing a tag in a form opens no room of tags.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from newsroom.desk import Room, register_room

_WORK = _("Work")
_MATERIAL = _("Material")
_SYSTEM = _("System")

for room in (
    Room(_WORK, _("Stories"), "admin:articles_article_changelist", "articles.view_article", order=100),
    Room(_WORK, _("Notices"), "admin:articles_notices", "articles.view_article", order=110),
    Room(_WORK, _("Breaking line"), "admin:articles_breaking_changelist", "articles.change_breaking", order=120),
    Room(_MATERIAL, _("Pictures"), "admin:articles_image_changelist", "articles.view_image", order=200),
    Room(_MATERIAL, _("Cartoons"), "admin:articles_cartoon_changelist", "articles.view_cartoon", order=210),
    Room(_MATERIAL, _("Galleries"), "admin:articles_gallery_changelist", "articles.view_gallery", order=215),
    Room(_MATERIAL, _("Topics"), "admin:articles_topic_changelist", "articles.change_topic", order=217),
    Room(_MATERIAL, _("Authors"), "admin:articles_author_changelist", "articles.change_author", order=220),
    Room(_MATERIAL, _("Sections"), "admin:articles_section_changelist", "articles.change_section", order=230),
    Room(_MATERIAL, _("Regions"), "admin:articles_region_changelist", "articles.change_region", order=240),
    Room(_MATERIAL, _("Tags"), "admin:articles_tag_changelist", "articles.change_tag", order=250),
    Room(
        _MATERIAL,
        _("Spelling variants"),
        "admin:articles_spellingvariants_changelist",
        "articles.change_spellingvariants",
        order=270,
    ),
    Room(_MATERIAL, _("Wire agencies"), "admin:articles_wire_changelist", "articles.change_wire", order=260),
    Room(
        _SYSTEM,
        _("Site identity"),
        "admin:articles_siteidentity_changelist",
        "articles.change_siteidentity",
        order=800,
    ),
    Room(
        _SYSTEM,
        _("About the newspaper"),
        "admin:articles_housepage_changelist",
        "articles.change_housepage",
        order=805,
    ),
    Room(_SYSTEM, _("Remits"), "admin:articles_remit_changelist", "articles.change_remit", order=905),
    Room(_SYSTEM, _("Redirects"), "admin:articles_redirect_changelist", "articles.change_redirect", order=810),
):
    register_room(room)
