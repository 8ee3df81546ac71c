"""What sort of mail it is: written by a person, or by a machine that nobody should answer."""

from __future__ import annotations

import re
from email.message import Message
from enum import StrEnum

from intercity.mailbox.reading.charsets import header


class Nature(StrEnum):
    """What wrote it."""

    PERSON = "person"
    BOUNCE = "bounce"
    AUTO = "auto"
    LIST = "list"
    CALENDAR = "calendar"
    LOOP = "loop"


AUTO_HEADERS = ("X-Autoreply", "X-Autorespond", "X-Autoresponder", "X-Auto-Reply", "X-Mail-Autoreply", "Auto-Reply")
BULK = {"bulk", "junk", "list", "auto_reply", "auto-reply"}
# The whole subject, or what stands before its first colon: a post about the office must still be answered.
AWAY = re.compile(
    r"(?:(?:re|aw|sv|tr|odp|rv|ynt)\s?: )?(?:automatic reply|auto(?:matic)?[- ]?(?:reply|response)|autoreply|"
    r"out of (?:the )?office(?: auto ?reply)?|automatische antwort|abwesenheitsnotiz|abwesenheitsmeldung|"
    r"abwesend|nicht im büro|réponse automatique|message d['’]absence|absence du bureau|absent[e]? du bureau|"
    r"risposta automatica|fuori (?:sede|ufficio)|respuesta automática|fuera de (?:la )?oficina|автоматичен отговор|"
    r"извън офиса|отсъствам от офиса|αυτόματη απάντηση|εκτός γραφείου|automatisch antwoord|afwezig(?:heid)?|"
    r"autom\. antwoord|automatyczna odpowiedź|odpowiedź automatyczna|poza biurem|resposta automática|"
    r"fora do escritório|ausência temporária|răspuns automat|în afara biroului)\s*(?::|$|[!.-]\s*$)"
)
BOUNCED = re.compile(
    r"(?:undeliver|delivery (?:status notification|failure|has failed)|mail delivery (?:failed|system)|returned mail|"
    r"failure notice|unzustellbar|non remis|échec de la remise|mancato recapito|no se puede entregar|недоставен|"
    r"не може да бъде доставен|μη παραδοτέο|onbestelbaar|niedostarczon|não entregue|nelivrat)"
)
MACHINES = re.compile(r"^(?:mailer-daemon|postmaster|no-?reply|do-?not-?reply|bounces?)@")
MEETING = re.compile(
    r"(?:accepted|declined|tentative|tentatively accepted|canceled|cancelled|zugesagt|abgelehnt|mit vorbehalt|abgesagt|"
    r"accepté|refusé|provisoire|annulé|accettato|rifiutato|provvisorio|annullato|aceptada|aceptado|rechazada|"
    r"rechazado|provisional|cancelada|cancelado|прието|отхвърлено|предварително|отменено|αποδοχή|άρνηση|ακυρώθηκε|"
    r"geaccepteerd|afgewezen|voorlopig|geannuleerd|zaakceptowano|odrzucono|wstępnie|aceite|recusado|acceptat|refuzat)\s*:"
)
# More stations than any real mail has: it goes round.
MOST_STATIONS = 60


def nature_of(message: Message, senders: tuple[str, ...], envelope_sender: str, ours: frozenset[str]) -> Nature:
    """Decide from headers first, and only then, carefully, from the subject.

    `envelope_sender` is what the mail server said, "" for a bounce's empty one where `<>` is known; `ours` are the
    domains of this installation.
    """
    subject = header(message, "Subject").lower()
    if is_loop(message, senders, ours):
        return Nature.LOOP
    if is_bounce(message, senders, envelope_sender, subject):
        return Nature.BOUNCE
    if is_calendar(message, subject):
        return Nature.CALENDAR
    if is_automatic(message, subject):
        return Nature.AUTO
    if message.get("List-Id") or header(message, "Precedence").lower() in BULK:
        return Nature.LIST
    return Nature.AUTO if any(MACHINES.match(sender) for sender in senders) else Nature.PERSON


def is_loop(message: Message, senders: tuple[str, ...], ours: frozenset[str]) -> bool:
    """Whether this installation wrote it itself, or it goes round and round."""
    if any(mark.strip().lower() in ours for mark in message.get_all("X-Loop", [])):
        return True
    local, _, host = header(message, "Message-ID").strip("<> ").lower().rpartition("@")
    named = host in ours and re.fullmatch(r"[0-9bcdfghjkmnpqrstvwxz]{12}", local) is not None
    return named or len(message.get_all("Received", [])) > MOST_STATIONS


def is_bounce(message: Message, senders: tuple[str, ...], envelope_sender: str, subject: str) -> bool:
    """Whether a mail server says that something could not be delivered."""
    if message.get_content_type() == "multipart/report":
        return "delivery-status" in str(message.get_param("report-type", "")).lower()
    if message.get("X-Failed-Recipients"):
        return True
    machine = envelope_sender == "<>" or any(sender.startswith(("mailer-daemon@", "postmaster@")) for sender in senders)
    return machine and BOUNCED.search(subject) is not None


def is_calendar(message: Message, subject: str) -> bool:
    """Whether it answers (or is) an invitation to a meeting."""
    if header(message, "Content-Class").lower() == "urn:content-classes:calendarmessage":
        return True
    for number, part in enumerate(message.walk()):
        if number > 100:
            break
        if part.get_content_type() == "text/calendar":
            method = str(part.get_param("method", "")).lower()
            return method in ("reply", "cancel", "counter", "request") or MEETING.match(subject) is not None
    return False


def is_automatic(message: Message, subject: str) -> bool:
    """Whether a machine answered: as RFC 3834 says, as older programs say, or by the whole of its subject."""
    submitted = header(message, "Auto-Submitted").lower().partition(";")[0].strip()
    if submitted and submitted != "no":
        return True
    if message.get_content_type() == "multipart/report" or any(message.get(name) for name in AUTO_HEADERS):
        return True
    return AWAY.match(subject) is not None
