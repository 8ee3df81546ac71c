"""The tables of this room."""

from intercity.kinds.action.models.action import Action, Partner, Stage, Status, Step
from intercity.kinds.action.models.outline import Outline
from intercity.kinds.action.models.parts import Indicator, Milestone, Reading, Tick
from intercity.kinds.action.models.progress import Progress

__all__ = [
    "Action",
    "Indicator",
    "Milestone",
    "Outline",
    "Partner",
    "Progress",
    "Reading",
    "Stage",
    "Status",
    "Step",
    "Tick",
]
