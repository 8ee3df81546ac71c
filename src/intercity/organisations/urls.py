"""Addresses of this room."""

from django.urls import URLPattern, path
from django.views.generic import RedirectView

from intercity.organisations import oidc, proving, sign_in
from intercity.organisations.views import coordination, invitations, listing, me, people, security

account_patterns: list[URLPattern] = [
    path("login/", sign_in.request_code, name="account_login"),
    path("login/code/confirm/", sign_in.confirm_code, name="account_confirm_login_code"),
    path("logout/", sign_in.sign_out, name="account_logout"),
    path("inactive/", sign_in.closed, name="account_inactive"),
    # allauth names these; none of them has a meaning without passwords and open sign-up.
    path("login/code/", RedirectView.as_view(pattern_name="account_login"), name="account_request_login_code"),
    path("oidc/cancelled/", RedirectView.as_view(pattern_name="account_login"), name="socialaccount_login_cancelled"),
    # Before allauth's own of the same name.
    path("oidc/<str:provider_id>/login/", oidc.begin, name="openid_connect_login"),
    path("signup/", RedirectView.as_view(pattern_name="account_login"), name="account_signup"),
    path("reauthenticate/", proving.prove, name="account_reauthenticate"),
    path("reauthenticate/code/", proving.prove, name="mfa_reauthenticate"),
    path("reauthenticate/passkey/", proving.prove, name="mfa_reauthenticate_webauthn"),
    path("login/second/", sign_in.second_step, name="mfa_authenticate"),
    path("login/passkey/", sign_in.by_passkey, name="mfa_login_webauthn"),
]
urlpatterns: list[URLPattern] = [
    path("organisations/", listing.listing, name="organisations"),
    path("organisations/new", listing.new, name="organisation_new"),
    path("organisations/<slug:slug>/edit", listing.edit, name="organisation_edit"),
    path("organisations/<slug:slug>/people", people.people, name="organisation_people"),
    path("organisations/<slug:slug>/people/invite", people.invite, name="organisation_invite"),
    path("memberships/<int:pk>/verify", people.verify, name="membership_verify"),
    path("memberships/<int:pk>/role", people.change_role, name="membership_role"),
    path("memberships/<int:pk>/end", people.end, name="membership_end"),
    path("memberships/<int:pk>/act", me.act_for, name="membership_act"),
    path("memberships/<int:pk>/ask", me.ask, name="membership_ask"),
    path("memberships/<int:pk>/still-here", me.still_here, name="membership_still_here"),
    path("memberships/<int:pk>/listed", me.listed, name="membership_listed"),
    path("invitations/<int:pk>/again", people.invite_again, name="invitation_again"),
    path("invitations/<int:pk>/cancel", people.cancel, name="invitation_cancel"),
    path("invitations/<slug:token>/", invitations.invitation, name="invitation"),
    path("coordination/", coordination.desk, name="coordination"),
    path("coordination/invite", coordination.invite, name="coordination_invite"),
    path("coordination/invite/csv", coordination.invite_list, name="coordination_invite_list"),
    path("me/", me.me, name="me"),
    path("me/security", security.security, name="security"),
    path("me/security/passkeys/new", security.add_passkey, name="mfa_add_webauthn"),
    path("me/security/passkeys/<int:pk>/name", security.name_passkey, name="mfa_edit_webauthn"),
    path("me/security/passkeys/<int:pk>/remove", security.remove_passkey, name="mfa_remove_webauthn"),
    path("me/security/app", security.add_app, name="mfa_activate_totp"),
    path("me/security/app/remove", security.remove_app, name="mfa_deactivate_totp"),
    path("me/security/codes", security.codes, name="mfa_generate_recovery_codes"),
    path("me/security/sessions/<int:pk>/end", security.end_device, name="session_end"),
    path("me/security/sessions/end-others", security.end_others, name="sessions_end_others"),
]
