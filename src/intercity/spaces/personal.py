"""What this room holds about people."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from intercity.core.personal import Erase, Personal

FIELDS = (
    Personal("spaces.Space.coordinators", _("Which spaces you coordinate"), "roles", Erase.DELETE),
    Personal("spaces.SpaceCoordinator.person", _("Which spaces you coordinate"), "roles", Erase.DELETE),
    Personal(
        "spaces.Agreement.made_by", _("Exchange agreements that you wrote"), "words", Erase.BLANK, "record", whole=False
    ),
    Personal(
        "spaces.AgreementAcceptance.person", _("Exchange agreements that you accepted"), "roles", Erase.BLANK, "record"
    ),
    Personal(
        "spaces.AgreementAsked.asked_by", _("Where you asked a lead to accept one"), "roles", Erase.BLANK, "record"
    ),
    Personal(
        "spaces.SpaceTemplate.by", _("Templates of spaces that you made"), "words", Erase.BLANK, "record", whole=False
    ),
    Personal("spaces.OrganisationList.made_by", _("Lists that you made"), "words", Erase.BLANK, "record", whole=False),
)
