"""The page of a space that lists its documents."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from intercity.spaces.tabs import Tab

documents = Tab("documents", _("Documents"), "space_documents")
