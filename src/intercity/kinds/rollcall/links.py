"""Signed links in mails: answer without signing in, and confirm what was understood of a mail.

A token says for whom it was made and about what, nothing else: their rights are asked anew each time it is used.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.core.signing import BadSignature, SignatureExpired, TimestampSigner
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.http import urlencode

from intercity.kinds.rollcall.models import Proposal, RollCall
from intercity.organisations.models import Organisation, Person

# Longer than most deadlines; whoever comes later signs in.
LONGEST_LIFE = 60 * 24 * 60 * 60
PARAM = "as"
OPTION = "option"


class ForgedError(Exception):
    """Not a token of ours, or damaged."""


class ExpiredError(Exception):
    """A token of ours that is too old."""


@dataclass(frozen=True)
class Named:
    """The uids that a token names: for whom, which roll call, and for which organisation."""

    person: str
    post: str
    organisation: str

    @property
    def key(self) -> str:
        """The same for every link of this person to this answer; tells nothing to whoever reads it."""
        said = f"{self.person}-{self.post}-{self.organisation}"
        return salted_hmac("intercity.rollcall.key", said, algorithm="sha256").hexdigest()[:16]


def answer_signer() -> TimestampSigner:
    """Signs with a key of its own: no signature from elsewhere works here."""
    return TimestampSigner(salt="intercity.rollcall.answer")


def proposal_signer() -> TimestampSigner:
    """Signs with a key of its own too."""
    return TimestampSigner(salt="intercity.rollcall.proposal")


def answer_path(person: Person, rollcall: RollCall, organisation: Organisation, option: str = "") -> str:
    """The page where `person` answers for `organisation` without signing in; nothing is answered by opening it.

    `option` is chosen beforehand in the first field that has options.
    """
    token = answer_signer().sign(f"{person.uid}-{rollcall.post.uid}-{organisation.uid}")
    path = reverse("rollcall_link", args=[token])
    return f"{path}?{urlencode({OPTION: option})}" if option else path


def read_answer_token(token: str) -> Named:
    """What a token of `answer_path` names. Raises ForgedError and ExpiredError."""
    person, post, organisation = read(answer_signer(), token, 3)
    return Named(person, post, organisation)


def proposal_path(person: Person, proposal: Proposal) -> str:
    """The page where `person`, who wrote it, confirms a proposal without signing in."""
    token = proposal_signer().sign(f"{person.uid}-{proposal.uid}")
    return f"{reverse('rollcall_proposal', args=[proposal.uid])}?{urlencode({PARAM: token})}"


def read_proposal_token(token: str, proposal_uid: str) -> str:
    """The uid of the person whom `proposal_path` was made for. Raises ForgedError and ExpiredError."""
    person, uid = read(proposal_signer(), token, 2)
    if uid != proposal_uid:
        raise ForgedError
    return person


def read(signer: TimestampSigner, token: str, parts: int) -> list[str]:
    """The signed parts."""
    try:
        said = signer.unsign(token, max_age=LONGEST_LIFE).split("-")
    except SignatureExpired as error:
        raise ExpiredError from error
    except BadSignature as error:
        raise ForgedError from error
    if len(said) != parts:
        raise ForgedError
    return said
