"""The hosts whose pages may be embedded in a text: as an address, which readers follow or do not."""

from typing import Final

EMBED_HOSTS: Final = (
    *("www.youtube.com", "youtube.com", "youtu.be", "vimeo.com", "soundcloud.com", "t.me", "x.com", "twitter.com"),
    *("www.facebook.com", "www.instagram.com", "www.tiktok.com"),
)
