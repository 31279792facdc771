"""What a refusal says about the address: only "there is no such address" may ever cost a reader the newsletter.

A server's "permanent" (5.x.x) is no such word: most of those are about us, our policy, our name, our letter, or about
a mailbox that is full today. So the enhanced status (RFC 3463) is read together with the words, in a fixed order.
"""

from __future__ import annotations

import re
from typing import Final

from newsletter.models import Verdict

QUOTED: Final = 500  # letters of somebody's words that are kept

_URL: Final = re.compile(r"https?://\S{1,2000}", re.I)
_STATUS: Final = re.compile(r"(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})(?![\d.])")
_CODE: Final = re.compile(r"(?<![\d.:])([45])\d\d(?=[ \-#:])(?!\.)")


def _any(*phrases: str) -> re.Pattern[str]:
    return re.compile("|".join(phrases), re.I)


_NEAR: Final = r"[\w\s<>@.:'\",;()\[\]=+/-]"  # what may stand between two words of one thought

_FULL: Final = _any(
    r"quota",
    rf"mail ?box{_NEAR}{{0,80}}?\bfull|full mail ?box|disk (?:is )?full",
    r"storage (?:limit|space|exceed)|insufficient (?:system )?(?:storage|disk|space)",
    r"(?:exceed\w*|over|out of|not enough) (?:\w+ ){0,4}?(?:storage|disk|space)",
    r"too much mail|too many messages (?:in|on)",
)
# Said in these words it is meant for good, whatever the status beside them: Microsoft's answers to an unknown reader,
# and a domain that says of itself that it takes no mail (RFC 7505).
_SURELY: Final = _any(
    r"5\.4\.1\b.{0,400}?recipient address rejected: access denied",
    r"null mx|(?:does not|doesn't) (?:accept|receive) (?:any )?e?-?mail",
    r"requested action not taken: mailbox unavailable",
)
_POLICY: Final = _any(
    r"\bspam\w*|junk|bulk mail|unsolicited|phish|virus|malware|infected|suspicious|abus(?:e|ive)",
    r"\bblock(?:ed|ing|list)|black ?list|deny ?list|\brbl\b|dnsbl|spamhaus|barracuda|reputation|\bbanned?\b",
    r"polic(?:y|ies)|prohibit|forbidden|security|access (?:is )?(?:denied|not|only)|(?:not |un)authori[sz]ed",
    r"dmarc|\bspf\b|dkim|authenti?cat|starttls|\btls\b|certificate|\b(?:he|eh)lo\b",
    r"\bptr\b|reverse (?:dns|lookup|mapping)|\brdns\b",
    r"relay(?:ing)?\b.{0,40}?(?:denied|not permitted|not allowed|prohibited|quota)|(?:unable to|not|cannot) relay",
    r"content (?:reject|filter|not)|attachment|filtered",
    r"(?:message|mail|size|header|line|file)[\w\s]{0,40}?(?:(?<!queue )too (?:big|large|long)|exceeds)",
    r"exceeds[\w\s]{0,40}?(?:size|limit)|size limit|message size",
    r"rate.?limit|too many (?:connections|recipients|messages|mails|errors|invalid|bad|hops|concurrent|sessions)",
    r"rfc.?\d|not compliant|syntax error|command (?:not|unrecogni)|bad sequence|duplicate message|\bloop",
    rf"\bsender(?:'s)?\b{_NEAR}{{0,80}}?(?:reject|denied|verif|domain|invalid|unknown|not\b|fail)",
    r"(?:reject|invalid|bad|unknown|unverified)\w* (?:sender|return.path|envelope)",
    r"(?:your|client|sending) (?:ip|host|server|network|domain|address)"
    rf"{_NEAR}{{0,40}}?(?:reject|refus|listed|denied|not\b)",
    r"your (?:message|mail|email)\b.{0,40}?(?:refus|contain|looks like|appears|deferr)",
    r"from your (?:ip|host|domain|network|location)",
    r"(?:after|(?:reply|response) to) (?:end of data|mail.?from|initial connection|helo|ehlo)",
)
_UNKNOWN: Final = _any(
    rf"(?:user|recipient|mail ?box|address|account|alias|person|member|name|local.?part|host|domain)s?{_NEAR}{{0,80}}?"
    r"(?:unknown|no longer|not (?:found|exist|known|recogni[sz]ed|listed|valid|here|available|registered|active|in use"
    r"|hosted|a (?:known|valid))|n['o]t exist|n't have|disabled|inactive|suspend|deactivat|discontinu|closed"
    r"|has moved|changed|invalid|isn't|terminated|unrouteable|deleted)",
    r"(?:unknown|invalid|bad|incorrect|non-?existent|no such|not a valid|unroute?able|illegal|inactive|disabled)"
    r"\s(?:\w+[\s-]){0,2}?(?:user|recipient|mail ?box|address|account|alias|person|local.?part|host|domain)",
    r"\bno (?:mail ?box|account|user|such)|do(?:es)? ?n[o'] ?t (?:exist|have an?)",
    r"no longer (?:at|with|work|in|accept|on)|not our customer|addressee unknown|name or service not known|nxdomain",
    r"(?:host|domain|dns|\bmx)[\w\s.-]{0,60}?(?:not found|lookup fail)|null mx|not accept(?:ing)? (?:any )?mail",
)
_WAITING: Final = _any(
    r"timed? ?out|time-?out|connection (?:refused|reset|lost|closed|dropped)|try(?:ing)? again|temporar|retry|greylist",
    r"message expired|queue too long|maximum time|delayed|service (?:is )?unavailable",
    r"(?:could not|unable to|wasn't able to|cannot) (?:be )?(?:connect|contact|establish)",
    r"network (?:error|is unreachable)|no route to host|(?:hours|days|minutes)\b.{0,60}?(?:queue|deliver|undeliver)",
)

_GONE: Final = frozenset({"1.0", "1.1", "1.2", "1.3", "1.6", "1.10"})
_FULL_STATUS: Final = frozenset({"2.2", "2.3"})


_ADDRESS: Final = re.compile(r"[A-Za-z0-9._%+=&~#'/-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,8}")


def addresses_in(text: str) -> list[str]:
    """The mail addresses that a text names, in lower case, each once."""
    return list(dict.fromkeys(found.lower() for found in _ADDRESS.findall(text)))


def without_addresses(words: str) -> str:
    """Somebody's words as they may be kept: on one line, cut, and without anybody's address."""
    return _ADDRESS.sub("…", " ".join(words.replace("\0", "").split()))[:QUOTED]


def status_in(text: str) -> str:
    """The enhanced status that a text names, the one of a failure before any other; empty where it names none."""
    found = [".".join(match.groups()) for match in _STATUS.finditer(text)]
    failures = [status for status in found if status[0] in "45"]
    return (failures or found or [""])[0]


def verdict(*, status: str, words: str, delayed: bool = False) -> Verdict:
    """What a refusal says, by its status and its words; a delay is no refusal."""
    words = " ".join(_URL.sub(" ", words).split())
    detail = status.partition(".")[2]
    if delayed:
        return Verdict.TEMPORARY
    if status[:1] != "2" and _SURELY.search(words):
        return Verdict.GONE
    if _FULL.search(words) and not _POLICY.search(words):
        return Verdict.FULL
    if detail in _FULL_STATUS and status[:1] in "45":
        return Verdict.FULL
    if detail.startswith("7.") or _POLICY.search(words):
        return Verdict.POLICY
    if status.startswith("4") or (not status and not _UNKNOWN.search(words) and _WAITING.search(words)):
        return Verdict.TEMPORARY
    if (status.startswith("5") and detail in _GONE) or _UNKNOWN.search(words):
        return Verdict.GONE
    return Verdict.TEMPORARY if _WAITING.search(words) else Verdict.OTHER
