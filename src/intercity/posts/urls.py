"""Addresses of this room."""

from django.urls import path

from intercity.posts.views import (
    changing,
    commenting,
    composing,
    editing,
    files,
    groups,
    helping,
    history,
    looking,
    mentioning,
    page,
    reacting,
    readers,
    stream,
    table,
)

urlpatterns = [
    path("spaces/<slug:slug>/", stream.space_stream, name="space"),
    path("spaces/<slug:slug>/table", table.space_table, name="space_table"),
    path("spaces/<slug:slug>/table.csv", table.table_csv, name="space_table_csv"),
    path("spaces/<slug:slug>/table.xlsx", table.table_xlsx, name="space_table_xlsx"),
    path("spaces/<slug:slug>/post/<slug:kind>", composing.compose, name="compose"),
    path("posts/<slug:uid>/", page.post_page, name="post"),
    path("posts/<slug:uid>/comment", commenting.comment, name="comment"),
    path("posts/<slug:uid>/edit", editing.edit, name="post_edit"),
    path("posts/<slug:uid>/withdraw", changing.withdraw, name="post_withdraw"),
    path("posts/<slug:uid>/label", changing.relabel, name="post_label"),
    path("posts/<slug:uid>/pin", changing.pin, name="post_pin"),
    path("posts/<slug:uid>/react", reacting.react, name="post_react"),
    path("posts/<slug:uid>/claim", changing.claim, name="post_claim"),
    path("posts/<slug:uid>/revisions", history.revisions, name="post_revisions"),
    path("posts/<slug:uid>/look", looking.look_behind, name="post_look"),
    path("posts/<slug:uid>/readers", readers.readers, name="post_readers"),
    path("organisations/<slug:slug>/groups", groups.groups, name="sharing_groups"),
    path("organisations/<slug:slug>/groups/<slug:uid>", groups.group, name="sharing_group"),
    path("organisations/<slug:slug>/groups/<slug:uid>/delete", groups.delete, name="sharing_group_delete"),
    path("drafts/<slug:key>", helping.save_draft, name="draft"),
    path("drafts/<slug:key>/discard", helping.discard_draft, name="draft_discard"),
    path("preview", helping.preview, name="preview"),
    path("mentions", mentioning.mentions, name="mentions"),
    path("files/<slug:uid>/<str:name>", files.attachment, name="attachment"),
]
