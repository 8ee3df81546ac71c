"""Tables of this room."""

from intercity.spaces.models.agreement import Agreement, AgreementAcceptance, AgreementAsked, Wording
from intercity.spaces.models.grown import SpaceTemplate
from intercity.spaces.models.labels import Label
from intercity.spaces.models.lists import OrganisationList
from intercity.spaces.models.space import Space, SpaceCoordinator, SpaceMember, SpaceState, Template, WhoAsksAll
from intercity.spaces.models.terms import Group, Topic

__all__ = [
    "Agreement", "AgreementAcceptance", "AgreementAsked", "Group", "Label", "OrganisationList", "Space",
    "SpaceCoordinator", "SpaceMember", "SpaceState", "SpaceTemplate", "Template", "Topic", "WhoAsksAll", "Wording",
]  # fmt: skip
