"""The only writers of this room."""

from intercity.adoption.actions.checking import answer_check
from intercity.adoption.actions.reviewing import Told, tell_how_it_went
from intercity.adoption.actions.saying import Wording, say, take_back

__all__ = ["Told", "Wording", "answer_check", "say", "take_back", "tell_how_it_went"]
