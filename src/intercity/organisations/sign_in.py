"""Sign-in by a code in a mail."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.forms import RequestLoginCodeForm


class SignInAdapter(DefaultAccountAdapter):
    """Placeholder."""


class SignInForm(RequestLoginCodeForm):
    """Placeholder."""
