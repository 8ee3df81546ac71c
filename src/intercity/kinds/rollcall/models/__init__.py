"""Tables of this room."""

from intercity.kinds.rollcall.models.answer import (
    Answer,
    AnswerState,
    AnswerVersion,
    Approving,
    Given,
    How,
    Proposal,
    ProposalState,
    Waits,
)
from intercity.kinds.rollcall.models.rollcall import Field, FieldType, Invited, Repeat, RollCall

__all__ = [
    "Answer", "AnswerState", "AnswerVersion", "Approving", "Field", "FieldType", "Given", "How", "Invited",
    "Proposal", "ProposalState", "Repeat", "RollCall", "Waits",
]  # fmt: skip
