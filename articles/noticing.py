"""Notices as mails: one for each, in the language of whoever gets it, to their own address and with nothing hidden."""

from __future__ import annotations

import logging
from smtplib import SMTPDataError, SMTPRecipientsRefused
from typing import Final

from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from articles.models import Notice, NoticeKind, SiteIdentity
from newsroom import arabic
from newsroom.languages import LANGUAGE_CHOICES
from newsroom.links import absolute
from newsroom.moments import in_words

logger = logging.getLogger(__name__)

AT_ONCE: Final = 50  # mails of one run


def mail_due() -> int:
    """Mail what is due, oldest first; returns how many mails went.

    Each is claimed by one conditional UPDATE, so that of two workers one mails it. Where no server answers, it is due
    again; one that a server refuses is mailed no more, and keeps no other waiting.
    """
    sent = 0
    for notice in (
        Notice.objects.filter(mail_due=True).order_by("at", "pk").select_related("user", "by", "article")[:AT_ONCE]
    ):
        if not Notice.objects.filter(pk=notice.pk, mail_due=True).update(mail_due=False):
            continue
        try:
            sent += _message(notice).send()
        except (SMTPRecipientsRefused, SMTPDataError) as refusal:
            logger.warning("The mail server refused notice %s (%s); it stands at the desk alone.", notice.pk, refusal)
        except OSError as error:  # smtplib's own errors are some, too
            Notice.objects.filter(pk=notice.pk).update(mail_due=True)
            logger.warning("No mail server took notice %s (%s); it waits.", notice.pk, error)
            return sent
    return sent


def _message(notice: Notice) -> EmailMessage:
    language = notice.user.interface_language
    with override(language):
        paper = SiteIdentity.current().name_in(language)
        # In the reader's language where the story is written in it.
        headline = " ".join((notice.article.text_in(language, "headline") or str(notice.article)).split())
        return EmailMessage(
            subject=arabic.plain_line(f"{NoticeKind(notice.kind).label}: {headline}", language),
            body="\n\n".join(_lines(notice, headline, paper)) + "\n",
            to=[notice.user.email],
            headers={"Auto-Submitted": "auto-generated", "Content-Language": language},
        )


def _lines(notice: Notice, headline: str, paper: str) -> list[str]:
    about = dict(LANGUAGE_CHOICES).get(notice.language)
    who = [str(notice.by)] if notice.by else []
    head = " · ".join([str(NoticeKind(notice.kind).label), *([str(about)] if about else []), *who, in_words(notice.at)])
    said = [notice.text] if notice.text else []
    address = absolute(reverse("admin:articles_article_review", args=[notice.article_id]))
    foot = _("You can switch such mails off at the desk of %(paper)s: %(address)s") % {
        "paper": paper,
        "address": absolute(reverse("admin:articles_notices")),
    }
    return [headline, head, *said, address, foot]
