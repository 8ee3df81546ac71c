"""The only writers of this room's tables."""

from intercity.organisations.actions.accepting import accept_invitation, enter_by_mail
from intercity.organisations.actions.founding import change_organisation, create_organisation, do_create_organisation
from intercity.organisations.actions.inviting import (
    cancel_invitation,
    do_first_coordinator_invitation,
    invite,
    invite_by_command,
    invite_coordinator,
    invite_many,
    send_again,
)
from intercity.organisations.actions.members import (
    admit_by_domain,
    ask_to_speak,
    change_role,
    end_membership,
    set_listed,
    still_here,
    verify_membership,
)
from intercity.organisations.actions.self_service import change_person, choose_acting

__all__ = [
    "accept_invitation",
    "admit_by_domain",
    "ask_to_speak",
    "cancel_invitation",
    "change_organisation",
    "change_person",
    "change_role",
    "choose_acting",
    "create_organisation",
    "do_create_organisation",
    "do_first_coordinator_invitation",
    "end_membership",
    "enter_by_mail",
    "invite",
    "invite_by_command",
    "invite_coordinator",
    "invite_many",
    "send_again",
    "set_listed",
    "still_here",
    "verify_membership",
]
