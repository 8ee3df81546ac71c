"""Addresses of this room."""

from __future__ import annotations

from django.urls import URLPattern, path

from intercity.moderation.views import cases, flagging, log

urlpatterns: list[URLPattern] = [
    path("posts/<slug:uid>/flag", flagging.flag, name="post_flag"),
    path("moderation/", cases.queue, name="moderation"),
    path("moderation/own", cases.own, name="moderation_own"),
    path("moderation/<slug:uid>", cases.case, name="moderation_case"),
    path("moderation/<slug:uid>/claim", cases.claim, name="moderation_claim"),
    path("moderation/<slug:uid>/look", cases.look, name="moderation_look"),
    path("moderation/<slug:uid>/appeal", cases.appeal, name="moderation_appeal"),
    path("moderation/<slug:uid>/settle", cases.settle, name="moderation_settle"),
    path("spaces/<slug:slug>/moderation", log.log, name="moderation_log"),
]
