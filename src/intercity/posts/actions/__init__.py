"""The only writers of posts. `do_…` trusts its caller; the others ask the policy first."""

from intercity.posts.actions.attaching import FileChanges
from intercity.posts.actions.changing import change_label, claim, edit, pin, withdraw
from intercity.posts.actions.importing import publish_many, update_many
from intercity.posts.actions.linking import do_link, do_unlink, link, unlink
from intercity.posts.actions.publishing import comment, do_publish, publish
from intercity.posts.actions.reacting import do_react, react
from intercity.posts.actions.widening import answer_wish, ask_others, ask_wider

__all__ = [
    "FileChanges",
    "answer_wish",
    "ask_others",
    "ask_wider",
    "change_label",
    "claim",
    "comment",
    "do_link",
    "do_publish",
    "do_react",
    "do_unlink",
    "edit",
    "link",
    "pin",
    "publish",
    "publish_many",
    "react",
    "unlink",
    "update_many",
    "withdraw",
]
