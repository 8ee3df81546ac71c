"""Who is told about accepted answers and about requests to another level."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from intercity.activity.models import Activity
from intercity.kinds.question.models import Question, RequestState
from intercity.matching.telling import ASKED_EVENT, QUESTION_EVENT
from intercity.organisations.models import Membership, Organisation, Person
from intercity.organisations.viewers import viewer_for
from intercity.posts import veils
from intercity.posts.models import Post
from intercity.posts.queries import who_needs
from intercity.posts.reached import first_seen_by
from intercity.posts.telling import Button, Letter, NotForThem


class QuestionTeller:
    """Tells whoever answered that it was accepted; whoever asked, and who needs it too, how far a request is."""

    name = "question"
    event = QUESTION_EVENT
    verbs = frozenset({"question.accepted", "request.changed"})

    def cares(self, activity: Activity) -> bool:
        """Marks that were set, not those taken back."""
        return activity.verb == "request.changed" or bool(activity.data.get("on"))

    def listeners(self, activity: Activity) -> Iterable[Person]:
        """The author of the answer; or the author of the request and the people of those who support it."""
        if activity.verb == "question.accepted":
            return written(activity.data.get("answer", ""))
        question = Post.objects.with_uid(activity.post_uid)
        if question is None:
            return []
        return (written(question.uid) | who_needs(question).order_by()).order_by("pk")

    def letter(self, activity: Activity, person: Person, post: Post | None) -> Letter:
        """What happened."""
        if post is None:
            raise NotForThem("may not see it any more")
        return accepted_letter(activity, post) if activity.verb == "question.accepted" else request_letter(post)


def written(uid: str) -> QuerySet[Person]:
    """The author of a post, named there or not."""
    wrote = veils.authors_of(Post.objects.filter(uid=uid))
    return Person.objects.filter(wrote, is_active=True).order_by("pk")


def accepted_letter(activity: Activity, post: Post) -> Letter:
    """That one's answer helped; NotForThem when the mark was taken back meanwhile."""
    answer = Post.objects.filter(uid=activity.data.get("answer", ""), tally__accepted=True).first()
    if answer is None:
        raise NotForThem("was taken back meanwhile")
    lead = _("%(asker)s says that your answer is what they needed to know. Thank you.")
    return Letter(
        _("Your answer was accepted: %(title)s") % {"title": post},
        lead % {"asker": post.organisation},
        [Button(_("See the question"), answer.get_absolute_url())],
    )


def request_letter(post: Post) -> Letter:
    """How far a request is now; NotForThem when it asks nobody any more."""
    row = post.question
    if row.addressee is None:
        raise NotForThem("asks nobody any more")
    said = {
        RequestState.RECEIVED: _("%(addressee)s has received this request."),
        RequestState.ANSWERED: _("%(addressee)s has answered this request."),
        RequestState.REFUSED: _("%(addressee)s cannot answer this request."),
    }
    lead = said.get(RequestState(row.request_state), _("This request was sent to %(addressee)s."))
    subject = _("Request to %(addressee)s: %(title)s") % {"addressee": row.addressee.plate, "title": post}
    return Letter(subject, " ".join([lead % {"addressee": row.addressee}, *([row.refusal] if row.refusal else [])]))


class RequestTeller:
    """Tells those who speak for the addressee that a request has come."""

    name = "request"
    event = ASKED_EVENT
    verbs = frozenset({"post.published", "post.edited", "post.relabelled"})

    def cares(self, activity: Activity) -> bool:
        """Questions only."""
        return activity.data.get("kind") == "question" and activity.post_uid == activity.root_uid

    def listeners(self, activity: Activity) -> Iterable[Person]:
        """The speakers of the addressee, where this act made it one: edits long after tell nobody again."""
        rows = Question.objects.select_related("post").filter(post__uid=activity.post_uid, addressee__isnull=False)
        row = rows.first()
        if row is None or row.addressee_id is None or not is_new(row, activity):
            return []
        speaking = Membership.objects.speaking().filter(organisation=row.addressee_id)
        return Person.objects.filter(pk__in=speaking.values("person")).order_by("pk")

    def letter(self, activity: Activity, person: Person, post: Post | None) -> Letter:
        """Who asks what, and what the addressee can do."""
        if post is None or not asks(post, person):
            raise NotForThem("is asked no more")
        lead = _("%(asker)s asks %(organisation)s and waits for an official answer.")
        words = {"asker": post.organisation, "organisation": post.question.addressee}
        subject = _("%(asker)s asks you: %(title)s") % {"asker": post.organisation.plate, "title": post}
        page = reverse("request_state", args=[post.uid])
        buttons = [Button(_("Answer"), f"{post.get_absolute_url()}#answer"), Button(_("Say how far it is"), page)]
        return Letter(subject, lead % words, buttons)


def asks(post: Post, person: Person) -> bool:
    """Whether the request goes to an organisation that the person speaks for, now."""
    addressee = post.question.addressee_id
    return addressee is not None and viewer_for(person).may_speak_for(addressee)


def is_new(row: Question, activity: Activity) -> bool:
    """Whether the request was addressed in the transaction of this act: no earlier act that may do so came after it.

    Or its addressee sees it only since this act.
    """
    if row.request_at is None or row.request_at > activity.at or row.request_state != RequestState.SENT:
        return False
    between = Activity.objects.filter(post_uid=activity.post_uid, at__gte=row.request_at, pk__lt=activity.pk)
    if not between.filter(verb__in=RequestTeller.verbs).exists() and activity.verb != "post.published":
        return True
    return Organisation.objects.filter(first_seen_by(activity, row.post.space_id), pk=row.addressee_id).exists()


question = QuestionTeller()
request = RequestTeller()
