"""The acts of this room."""

from intercity.kinds.action.actions.progressing import Told, change, do_change, do_tell, tell
from intercity.kinds.action.actions.stages import MOVES, do_move, move
from intercity.kinds.action.actions.waiting import do_wait, stop_waiting, wait_for

__all__ = [
    "MOVES",
    "Told",
    "change",
    "do_change",
    "do_move",
    "do_tell",
    "do_wait",
    "move",
    "stop_waiting",
    "tell",
    "wait_for",
]
