"""Tables of this room."""

from intercity.notifications.models.delivery import Channel, Delivery, DeliveryState, mail_host
from intercity.notifications.models.heartbeat import Heartbeat, beat, seconds_since_beat
from intercity.notifications.models.push import PushSubscription
from intercity.notifications.models.wishes import TARGETS, By, Follow, Preference

__all__ = [
    "TARGETS",
    "By",
    "Channel",
    "Delivery",
    "DeliveryState",
    "Follow",
    "Heartbeat",
    "Preference",
    "PushSubscription",
    "beat",
    "mail_host",
    "seconds_since_beat",
]
