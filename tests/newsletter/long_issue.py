"""The longest issue there can be, as data: what no plan may make worse."""

from datetime import UTC, datetime

from newsletter.corrections import Note
from newsletter.issues import Entry, Issue, MailPicture
from newsroom.house import DEFAULTS, MAIL

NOTES = (Note("تصحيح", "ورد في خبر سابق أن الجسر 40 مترًا، والصواب 14 مترًا.", "جسر BBC", "https://news.example/ar/7"),)
NOON = datetime(2024, 12, 25, 12, 0, tzinfo=UTC)


def long_issue(language: str, *, size: int = 8_000) -> Issue:
    """An issue of the most stories that a plan may have, each with all that a story can have."""
    arabic = language == "ar"
    said = (
        "BBC: هطول المطر على 40% من جبال «القلمون» بعد انتظار" if arabic else "Rain on 40% of the hills of دمشق at last"
    )
    lead_in = "كلام يقدّم الخبر في جملة. " * 6 if arabic else "Words that lead into the story. " * 5
    path = "%D9%87%D8%B7%D9%88%D9%84-%D8%A7%D9%84%D9%85%D8%B7%D8%B1-%D8%B9%D9%84%D9%89-%D8%AC%D8%A8%D8%A7%D9%84"

    def entry(number: int, width: int) -> Entry:
        picture = MailPicture(f"https://news.example/media/{number:040d}.jpg", width, width // 2, said, size)
        return Entry(
            url=f"https://news.example/{language}/articles/{number}-{path}/",
            short_url=f"https://news.example/{language}/{number}",
            headline=f"{number} {said}",
            language=language,
            kicker="ريف دمشق" if arabic else "Damascus",
            standfirst=lead_in,
            credit="ليفانت نيوز_ وكالات" if arabic else "Levant News, agencies",
            picture=picture,
        )

    return Issue(
        language=language,
        paper="ليفانت نيوز" if arabic else "Levant News",
        logo=MailPicture("https://news.example/media/logo.png", 200, 56, "ليفانت نيوز"),
        logo_dark=None,
        dated=NOON,
        manner=DEFAULTS[MAIL],
        subject=said,
        preheader=" · ".join([said] * 3),
        intro=(),
        lead=entry(0, 600),
        rows=tuple(entry(number, 144) for number in range(1, 30)),
        cartoon=entry(30, 600),
        site_url=f"https://news.example/{language}/",
        archive_url=f"https://news.example/{language}/newsletter/7/",
        contact="desk@news.example",
    )
