"""Nouns that the site counts: six Arabic forms in the nominative, then English one and other.

Made for this project by the rules of counted nouns: 3-10 take the plural, 11-99 the accusative singular,
whole hundreds the singular.
"""

from __future__ import annotations

from typing import Final

NounForms = tuple[str, str, str, str, str, str, str, str]


def _noun(zero: str, one: str, two: str, few: str, many: str, other: str, english: str) -> NounForms:
    singular, plural = english.split("/")
    return (
        zero,
        one,
        two,
        f"{{n}} {few}",
        f"{{n}} {many}",
        f"{{n}} {other}",
        f"{{n}} {singular}",
        f"{{n}} {plural}",
    )


NOUNS: Final[dict[str, NounForms]] = {
    "story": _noun("لا أخبار", "خبر واحد", "خبران", "أخبار", "خبرًا", "خبر", "story/stories"),
    "read": _noun("لا قراءات", "قراءة واحدة", "قراءتان", "قراءات", "قراءةً", "قراءة", "read/reads"),
    "comment": _noun("لا تعليقات", "تعليق واحد", "تعليقان", "تعليقات", "تعليقًا", "تعليق", "comment/comments"),
    "result": _noun("لا نتائج", "نتيجة واحدة", "نتيجتان", "نتائج", "نتيجة", "نتيجة", "result/results"),
    "word": _noun("لا كلمات", "كلمة واحدة", "كلمتان", "كلمات", "كلمة", "كلمة", "word/words"),
    "character": _noun("لا محارف", "محرف واحد", "محرفان", "محارف", "محرفًا", "محرف", "character/characters"),
    "minute": _noun("لا دقائق", "دقيقة واحدة", "دقيقتان", "دقائق", "دقيقة", "دقيقة", "minute/minutes"),
    "hour": _noun("لا ساعات", "ساعة واحدة", "ساعتان", "ساعات", "ساعة", "ساعة", "hour/hours"),
    "day": _noun("لا أيام", "يوم واحد", "يومان", "أيام", "يومًا", "يوم", "day/days"),
    "week": _noun("لا أسابيع", "أسبوع واحد", "أسبوعان", "أسابيع", "أسبوعًا", "أسبوع", "week/weeks"),
    "month": _noun("لا أشهر", "شهر واحد", "شهران", "أشهر", "شهرًا", "شهر", "month/months"),
    "year": _noun("لا سنوات", "سنة واحدة", "سنتان", "سنوات", "سنة", "سنة", "year/years"),
    "picture": _noun("لا صور", "صورة واحدة", "صورتان", "صور", "صورة", "صورة", "picture/pictures"),
    "cartoon": _noun(
        "لا رسوم",
        "رسم كاريكاتيري واحد",
        "رسمان كاريكاتيريان",
        "رسوم كاريكاتيرية",
        "رسمًا كاريكاتيريًّا",
        "رسم كاريكاتيري",
        "cartoon/cartoons",
    ),
    "subscriber": _noun("لا مشتركين", "مشترك واحد", "مشتركان", "مشتركين", "مشتركًا", "مشترك", "subscriber/subscribers"),
    "reader": _noun("لا قرّاء", "قارئ واحد", "قارئان", "قرّاء", "قارئًا", "قارئ", "reader/readers"),
    "view": _noun("لا مشاهدات", "مشاهدة واحدة", "مشاهدتان", "مشاهدات", "مشاهدة", "مشاهدة", "view/views"),
    "message": _noun("لا رسائل", "رسالة واحدة", "رسالتان", "رسائل", "رسالة", "رسالة", "message/messages"),
    "address": _noun("لا عناوين", "عنوان واحد", "عنوانان", "عناوين", "عنوانًا", "عنوان", "address/addresses"),
    "page": _noun("لا صفحات", "صفحة واحدة", "صفحتان", "صفحات", "صفحة", "صفحة", "page/pages"),
    "change": _noun("لا تغييرات", "تغيير واحد", "تغييران", "تغييرات", "تغييرًا", "تغيير", "change/changes"),
    "tag": _noun("لا وسوم", "وسم واحد", "وسمان", "وسوم", "وسمًا", "وسم", "tag/tags"),
    "correction": _noun("لا تصويبات", "تصويب واحد", "تصويبان", "تصويبات", "تصويبًا", "تصويب", "correction/corrections"),
}
