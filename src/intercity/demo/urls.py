"""Addresses of this room, below /demo/."""

from django.urls import path

from intercity.demo import views

urlpatterns = [
    path("", views.try_page, name="demo_try"),
    path("enter/<slug:slug>", views.enter, name="demo_enter"),
    path("sign-in/<slug:slug>", views.sign_in, name="demo_sign_in"),
    path("sign-out", views.sign_out, name="demo_sign_out"),
    path("mail", views.mailbox, name="demo_mailbox"),
    path("mail/<int:pk>", views.mail, name="demo_mail"),
    path("mail/<int:pk>/reply", views.reply, name="demo_reply"),
]
