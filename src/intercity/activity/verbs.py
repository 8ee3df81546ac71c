"""The registry of verbs: an act that is not listed cannot be recorded."""

from __future__ import annotations

from typing import Final

VERBS: Final[dict[str, str]] = {
    "post.published": "An organisation published a post or comment",
    "post.edited": "Its text or facts changed",
    "post.withdrawn": "Its organisation took it back",
    "post.relabelled": "Who may see it changed",
    "post.pinned": "It was pinned or unpinned in its space",
    "post.claimed": "The city took over an imported post",
    "post.reacted": "An organisation finds it useful or needs it too, or does so no more; data.organisation names it",
    "posts.imported": "A batch of imported posts; data.uids names them",
    "adoption.changed": "An organisation said what it does with another's practice; data.organisation names it",
    "adoption.asked": "It is time to ask an organisation how it went with what it took over",
    "adoption.reviewed": "An organisation told how it went",
    "practice.asked": "It is time to ask whether a practice is still in force",
    "practice.confirmed": "Its organisation said whether it is",
    "practice.month": "What others did in a month with what an organisation shared",
    "question.asked": "Organisations were asked directly; data.organisations and data.ring say which",
    "question.passed": "A member of an asked organisation passed it to a colleague",
    "question.declined": "An asked organisation cannot help",
    "question.accepted": "Whoever asked accepted an answer, or took that back; data.answer names it",
    "question.settled": "Whoever asked says that it is settled",
    "question.reopened": "Whoever asked needs to know it after all",
    "request.changed": "Whoever is asked at another level received, answered or refused it; data.state says which",
    "question.escalated": "Nobody answered: coordinators and duty mailboxes are told",
    "space.created": "A space was opened",
    "space.changed": "Its description, state or labels changed",
    "space.joined": "An organisation joined",
    "space.left": "An organisation left",
    "organisation.created": "An organisation was added",
    "organisation.changed": "Its profile changed",
    "membership.invited": "Somebody was invited to act for an organisation",
    "membership.uninvited": "An invitation was taken back",
    "membership.began": "A person may read for an organisation",
    "membership.verified": "A person may speak for an organisation",
    "membership.changed": "A member's role or wish to speak changed",
    "membership.ended": "A person left an organisation",
    "person.changed": "A person's own settings or network role changed",
    "topic.changed": "A topic or group was added or changed",
}
