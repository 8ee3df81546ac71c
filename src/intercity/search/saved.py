"""Keep a view under a name, rename it, forget it: the only writers of `SavedView`. Nobody sees another's."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode, urlsplit

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import Http404
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _

from intercity.organisations.models import Person
from intercity.organisations.viewers import Viewer
from intercity.search.models import QUERY_LENGTH, SavedView

# Addresses that can be kept, and the parameters that say only which page of a list is shown.
KEPT = frozenset({"search", "space", "space_table", "space_map"})
PLACES = frozenset({"after", "before", "page"})
MOST = 200


def views_of(viewer: Viewer) -> QuerySet[SavedView]:
    """What this person kept, by name."""
    return SavedView.objects.filter(person=viewer.person) if viewer.person else SavedView.objects.none()


def get_view_for(viewer: Viewer, pk: int) -> SavedView:
    """One of the viewer's own; Http404 for everybody else's."""
    view = views_of(viewer).filter(pk=pk).first()
    if view is None:
        raise Http404
    return view


def save_view(viewer: Viewer, name: str, address: str) -> SavedView:
    """Keep `address` (a path of ours with its query) as `name`; one that is kept already gets the new name.

    ValidationError says what is wrong with either.
    """
    person = viewer.person
    assert person is not None
    path, query = check_address(address)
    known = SavedView.objects.filter(person=person, path=path, query=query).first()
    if known is not None:
        return rename_view(known, name)
    check_room(person)
    return SavedView.objects.create(person=person, name=name, path=path, query=query)


def rename_view(view: SavedView, name: str) -> SavedView:
    """Give it another name."""
    view.name = name
    view.save(update_fields=["name"])
    return view


def check_address(address: str) -> tuple[str, str]:
    """Path and query of an address that can be kept, without the page; ValidationError for any other."""
    try:
        parts = urlsplit(address)
        found = resolve(parts.path) if not parts.netloc and not parts.scheme else None
    except (Resolver404, ValueError):
        parts, found = urlsplit(""), None
    query = urlencode([pair for pair in parse_qsl(parts.query) if pair[0] not in PLACES])
    if found is None or found.url_name not in KEPT:
        raise ValidationError(_("This page cannot be saved as a view."))
    if len(query) > QUERY_LENGTH or len(parts.path) > 200:
        raise ValidationError(_("This view is too long to be saved. Use fewer words or filters."))
    return parts.path, query


def check_room(person: Person) -> None:
    """ValidationError when a person has as many as anybody can overlook."""
    if SavedView.objects.filter(person=person).count() >= MOST:
        raise ValidationError(_("You have saved %(most)s views. Delete some first.") % {"most": MOST})
