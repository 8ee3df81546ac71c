"""Answer."""

from __future__ import annotations

from django.urls import URLPattern, path

from intercity.kinds.rollcall.views import answering, link, unsaying, versions, waiting

urlpatterns: list[URLPattern] = [
    path("posts/<slug:uid>/answer", answering.answer_page, name="rollcall_answer"),
    path("posts/<slug:uid>/answer/withdraw", answering.take_back, name="rollcall_withdraw"),
    path("posts/<slug:uid>/answer/words", unsaying.words, name="rollcall_words"),
    path("posts/<slug:uid>/answer/see-to-it", answering.seeing_to_it, name="rollcall_see_to_it"),
    path("posts/<slug:uid>/answers/of/<slug:slug>", versions.versions, name="rollcall_versions"),
    path("answer/<str:token>", link.link, name="rollcall_link"),
    path("answers-waiting", waiting.waiting, name="rollcall_waiting"),
    path("proposals/<slug:uid>", waiting.proposal, name="rollcall_proposal"),
    path("organisations/<slug:slug>/answers", waiting.approving, name="rollcall_approving"),
]
