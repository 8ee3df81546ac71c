"""Beside the stream of a space: that its exchange agreement waits for the viewer's lead, or for the viewer."""

from __future__ import annotations

from django.template.loader import render_to_string

from intercity.organisations.request import Request
from intercity.posts.parts import Audience, find_for
from intercity.spaces.agreeing import lacks_agreement, may_come_in
from intercity.spaces.models import Space


class AgreementPanel:
    """A sentence and the way to the agreement, for those who could write here."""

    def render(self, request: Request, space: Space, audience: Audience) -> str:
        """Nothing where there is no agreement, or it is accepted."""
        viewer = request.viewer
        if not space.agreement_version or viewer.organisation is None:
            return ""
        organisation, name = viewer.organisation, ("agreement waits", space.pk)
        waits = find_for(
            viewer, name, ["space"],
            lambda: lacks_agreement(viewer, space) and may_come_in(space, organisation), audience.since,
        )  # fmt: skip
        return render_to_string("spaces/_agreement_waits.html", {"space": space}, request) if waits else ""


agreement = AgreementPanel()
