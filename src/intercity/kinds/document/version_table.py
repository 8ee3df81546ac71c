"""The versions of sections, as those who move labels find them."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import F, QuerySet

from intercity.kinds.document.models import SectionVersion


class SectionVersions:
    """The sections of a document are for those who see it; what they said before has labels of its own."""

    def of(self, keys: Sequence[int]) -> QuerySet[SectionVersion]:
        """All versions of the sections of these posts."""
        return SectionVersion.objects.filter(section__post__in=keys)

    def standing(self, keys: Sequence[int]) -> QuerySet[SectionVersion]:
        """The newest of each section that was not taken out."""
        return self.of(keys).filter(number=F("section__version"), section__removed_at=None)


table = SectionVersions()
