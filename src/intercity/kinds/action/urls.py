"""Addresses of this room."""

from django.urls import path

from intercity.kinds.action.views import connecting, outlines, plan, progress, stages

urlpatterns = [
    path("spaces/<slug:slug>/plan", plan.space_plan, name="space_plan"),
    path("spaces/<slug:slug>/plan.csv", plan.plan_csv, name="space_plan_csv"),
    path("spaces/<slug:slug>/plan/template", outlines.outlines, name="space_plan_outlines"),
    path("posts/<slug:uid>/stage", stages.stage, name="action_stage"),
    path("posts/<slug:uid>/facts", progress.facts, name="action_facts"),
    path("posts/<slug:uid>/progress", progress.progress, name="action_progress"),
    path("posts/<slug:uid>/waits", connecting.connect, name="action_connect"),
]
