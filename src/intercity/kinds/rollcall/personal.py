"""What this kind holds about people."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from intercity.core.personal import Erase, Personal

FIELDS = (
    Personal(
        "kind_rollcall.Invited.answering", _("Roll calls that you answer"), "words", Erase.BLANK, "record", whole=False
    ),
    Personal("kind_rollcall.Answer.by", _("Answers that you gave"), "words", Erase.BLANK, "record"),
    Personal("kind_rollcall.Answer.contact", _("Whom to call about an answer"), "words", Erase.REPLACE, "record"),
    Personal("kind_rollcall.AnswerVersion.by", _("Answers that you gave earlier"), "words", Erase.BLANK, "record"),
    Personal(
        "kind_rollcall.AnswerVersion.contact", _("Whom to call about an answer"), "words", Erase.REPLACE, "record"
    ),
    Personal("kind_rollcall.Proposal.by", _("Answers that you proposed"), "words", Erase.BLANK, "record"),
    Personal("kind_rollcall.Proposal.contact", _("Whom to call about an answer"), "words", Erase.REPLACE, "record"),
    Personal(
        "kind_rollcall.Proposal.settled_by", _("Answers that you confirmed"), "words", Erase.BLANK, "record",
        whole=False,
    ),
)  # fmt: skip
