"""Which answers say that they are for everybody."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.test import RequestFactory

from intercity.activity.public import PUBLIC_HEADER, public_page
from tests.personas import Persona

pytestmark = pytest.mark.django_db
Answer = Callable[[HttpRequest], HttpResponse]


def plain(request: HttpRequest) -> HttpResponse:
    return HttpResponse("the same for all")


def with_cookie(request: HttpRequest) -> HttpResponse:
    response = HttpResponse()
    response.set_cookie("a", "b")
    return response


def with_token(request: HttpRequest) -> HttpResponse:
    return HttpResponse(get_token(request))


def is_for_all(request: HttpRequest, answer: Answer = plain) -> bool:
    return PUBLIC_HEADER in public_page(answer)(request).headers


def test_an_ordinary_page_is_for_all(rf: RequestFactory) -> None:
    assert is_for_all(rf.get("/"))


def test_what_is_made_for_one_reader_is_not(rf: RequestFactory) -> None:
    answers: list[Answer] = [
        with_cookie,
        with_token,
        lambda request: HttpResponse(headers={"Cache-Control": "private"}),
        lambda request: HttpResponse(status=404),
    ]
    assert not any(is_for_all(rf.get("/"), answer) for answer in answers)


def test_whoever_may_be_known_gets_a_page_of_their_own(rf: RequestFactory, officer: Persona) -> None:
    assert not is_for_all(rf.post("/"))
    assert not is_for_all(rf.get("/", headers={"Authorization": "Bearer x"}))
    for name in (settings.SESSION_COOKIE_NAME, "messages"):
        assert not is_for_all(rf.get("/", headers={"Cookie": f"{name}=x"}))
    signed_in = rf.get("/")
    signed_in.user = officer.person
    assert not is_for_all(signed_in)
