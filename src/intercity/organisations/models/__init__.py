"""Tables of this room."""

from intercity.organisations.models.invitation import Invitation
from intercity.organisations.models.kept_out import KeptOut
from intercity.organisations.models.membership import Membership, Role
from intercity.organisations.models.organisation import Level, MailDomain, Organisation, Type
from intercity.organisations.models.person import Person

__all__ = ["Invitation", "KeptOut", "Level", "MailDomain", "Membership", "Organisation", "Person", "Role", "Type"]
