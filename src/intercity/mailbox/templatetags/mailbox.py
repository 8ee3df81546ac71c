"""What pages of other rooms say about mail that comes in."""

from __future__ import annotations

from django import template
from django.conf import settings

from intercity.notifications.addresses import space_address
from intercity.spaces.models import Space

register = template.Library()


@register.filter
def mail_address(space: Space) -> str:
    """Where news for this space are mailed to; "" where none are taken: no domain, or nobody to prove senders."""
    return space_address(space) if settings.MAIL_IN_AUTHSERV and not space.is_archived else ""


@register.simple_tag
def hears_mail() -> bool:
    """Whether mail comes in at all."""
    return bool(settings.MAIL_IN_DOMAIN)
