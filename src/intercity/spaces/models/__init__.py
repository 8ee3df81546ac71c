"""Tables of this room."""

from intercity.spaces.models.labels import Label
from intercity.spaces.models.space import Space, SpaceCoordinator, SpaceMember, SpaceState, Template
from intercity.spaces.models.terms import Group, Topic

__all__ = ["Group", "Label", "Space", "SpaceCoordinator", "SpaceMember", "SpaceState", "Template", "Topic"]
