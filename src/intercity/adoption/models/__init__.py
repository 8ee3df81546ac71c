"""Tables of this room."""

from intercity.adoption.models.adoption import DONE, TAKEN, Adoption, Said, Standing
from intercity.adoption.models.checkup import CheckUp, Round, Summary
from intercity.adoption.models.review import Again, Review

__all__ = ["DONE", "TAKEN", "Adoption", "Again", "CheckUp", "Review", "Round", "Said", "Standing", "Summary"]
