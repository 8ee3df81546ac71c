"""What this room holds about people."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from intercity.core.personal import Erase, Personal

FIELDS = (
    Personal("posts.Post.author", _("What you wrote for your organisation"), "words", Erase.BLANK, "record"),
    Personal(
        "posts.Veil.author",
        _("What you published without your city's name"),
        "words",
        Erase.BLANK,
        "record",
        whole=False,
    ),
    Personal("posts.Post.contact", _("Whom to call about a post"), "words", Erase.REPLACE, "record"),
    Personal("posts.Revision.by", _("What you wrote in earlier versions"), "words", Erase.BLANK, "record"),
    Personal("posts.Attachment.uploaded_by", _("Files that you added"), "words", Erase.BLANK, "record"),
    Personal("posts.Attachment.name", _("The name of a file"), "words", Erase.REPLACE, "record"),
    Personal("posts.AttachmentText.text", _("What the text of a file says"), "words", Erase.REPLACE, "record"),
    Personal("posts.Reaction.by", _("What you found useful"), "words", Erase.BLANK, "record"),
    Personal("posts.Link.by", _("Posts that you connected"), "words", Erase.BLANK, "record"),
    Personal("posts.Reader.person", _("What names you as a reader"), "words", Erase.DELETE),
    Personal("posts.SharingGroupEntry.person", _("Saved groups that name you"), "words", Erase.DELETE),
    Personal("posts.LabelWish.asked_by", _("What you asked to open to more people"), "words", Erase.BLANK, "record"),
    Personal("posts.LabelWish.decided_by", _("What you opened to more people"), "words", Erase.BLANK, "record"),
    Personal("posts.Draft.person", _("What you have begun to write"), "choices", Erase.DELETE, "drafts"),
)
