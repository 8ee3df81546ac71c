"""Addresses of this room. The stream at `/spaces/<slug>/` belongs to the posts."""

from __future__ import annotations

from django.urls import URLPattern, path, re_path

from intercity.spaces.views import agreement, grown, lists, settings, spaces, terms

SORT = r"(?P<sort>topics|groups)"

urlpatterns: list[URLPattern] = [
    path("spaces/", spaces.spaces, name="spaces"),
    path("spaces/templates", grown.templates, name="space_templates"),
    path("spaces/templates/<slug:uid>", grown.template_page, name="space_template"),
    path("spaces/templates/<slug:uid>.json", grown.template_file, name="space_template_file"),
    path("spaces/templates/<slug:uid>/remove", grown.template_remove, name="space_template_remove"),
    path("spaces/<slug:slug>/template", grown.template_make, name="space_template_make"),
    path("spaces/<slug:slug>/about", spaces.space_about, name="space_about"),
    path("spaces/<slug:slug>/join", spaces.space_join, name="space_join"),
    path("spaces/<slug:slug>/agreement", agreement.space_agreement, name="space_agreement"),
    path("spaces/<slug:slug>/agreement/write", agreement.agreement_write, name="agreement_write"),
    path("spaces/<slug:slug>/agreement/accept", agreement.agreement_accept, name="agreement_accept"),
    path("spaces/<slug:slug>/agreement/ask", agreement.agreement_ask, name="agreement_ask"),
    path("spaces/<slug:slug>/settings", settings.space_settings, name="space_settings"),
    path("spaces/<slug:slug>/remove", settings.space_remove, name="space_remove"),
    path("spaces/<slug:slug>/members/add", settings.member_add, name="space_member_add"),
    path("spaces/<slug:slug>/members/<slug:organisation>/remove", settings.member_remove, name="space_member_remove"),
    path("spaces/<slug:slug>/coordinators/add", settings.coordinator_add, name="space_coordinator_add"),
    path(
        "spaces/<slug:slug>/coordinators/<slug:uid>/remove",
        settings.coordinator_remove,
        name="space_coordinator_remove",
    ),
    path("spaces/<slug:slug>/lists/<slug:uid>/rename", lists.list_rename, name="space_list_rename"),
    path("spaces/<slug:slug>/lists/<slug:uid>/delete", lists.list_delete, name="space_list_delete"),
    path("spaces/<slug:slug>/lists/<slug:uid>/standing", lists.list_standing, name="space_list_standing"),
    path("topics/", terms.topics, name="topics"),
    re_path(rf"^{SORT}/new$", terms.term_new, name="term_new"),
    re_path(rf"^{SORT}/(?P<slug>[\w-]+)/edit$", terms.term_edit, name="term_edit"),
    re_path(rf"^{SORT}/(?P<slug>[\w-]+)/retire$", terms.term_retire, name="term_retire"),
]
