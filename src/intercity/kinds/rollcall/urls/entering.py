"""Enter answers, close, follow up."""

from __future__ import annotations

from django.urls import URLPattern, path

from intercity.kinds.rollcall.views import closing, entering, going_on, practising, uploading

urlpatterns: list[URLPattern] = [
    path("posts/<slug:uid>/answers/enter", entering.enter_one, name="rollcall_enter"),
    path("posts/<slug:uid>/answers/upload", uploading.upload, name="rollcall_upload"),
    path("posts/<slug:uid>/answers/form.xlsx", entering.form_file, name="rollcall_form_xlsx"),
    path("posts/<slug:uid>/answers/confirm", entering.confirm_entered, name="rollcall_confirm"),
    path("posts/<slug:uid>/close", closing.close, name="rollcall_close"),
    path("posts/<slug:uid>/reopen", closing.reopen, name="rollcall_reopen"),
    path("posts/<slug:uid>/follow-up", going_on.follow, name="rollcall_follow_up"),
    path("posts/<slug:uid>/answer/practice", practising.practice, name="rollcall_practice"),
]
