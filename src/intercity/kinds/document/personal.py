"""What this kind holds about people."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from intercity.core.personal import Erase, Personal

FIELDS = (
    Personal(
        "kind_document.Section.by", _("Sections that you wrote last"), "words", Erase.BLANK, "record", whole=False
    ),
    Personal(
        "kind_document.SectionVersion.by", _("Versions of sections that you wrote"), "words", Erase.BLANK, "record",
        whole=False,
    ),
    Personal(
        "kind_document.Agreed.by", _("Documents with which you agreed for your organisation"), "words", Erase.BLANK,
        "record", whole=False,
    ),
)  # fmt: skip
