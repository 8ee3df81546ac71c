"""What each room provides, in the order in which it is asked: kinds, tellers, panels, work by the clock.

The settings take these lists over; everybody else asks `django.conf.settings`.
"""

from __future__ import annotations

# Floor by floor; the demo comes on top where it runs.
ROOMS: list[str] = [
    "intercity.core",
    "intercity.activity",
    "intercity.places",
    "intercity.organisations",
    "intercity.spaces",
    "intercity.posts",
    "intercity.search",
    "intercity.adoption",
    "intercity.moderation",
    "intercity.briefs",
    "intercity.matching",
    "intercity.notifications",
    "intercity.kinds.comment",
    "intercity.kinds.update",
    "intercity.kinds.practice",
    "intercity.kinds.question",
    "intercity.kinds.rollcall",
    "intercity.kinds.action",
    "intercity.kinds.event",
    "intercity.kinds.finding",
    "intercity.kinds.event.attending",
    "intercity.kinds.asked",
    "intercity.kinds.technology",
    "intercity.kinds.report",
    "intercity.kinds.report.notes",
    "intercity.kinds.document",
    "intercity.live",
    "intercity.transfer",
    "intercity.mailbox",
    "intercity.pages",
    "intercity.pipeline",
    "intercity.privacy",
]

INTERCITY_KINDS: list[str] = [
    "intercity.kinds.practice.kind.kind",
    "intercity.kinds.question.kind.kind",
    "intercity.kinds.update.kind.kind",
    "intercity.kinds.rollcall.kind.kind",
    "intercity.kinds.action.kind.kind",
    "intercity.kinds.action.progress_kind.kind",
    "intercity.kinds.event.kind.kind",
    "intercity.kinds.finding.kind.kind",
    "intercity.kinds.asked.kind.kind",
    "intercity.kinds.technology.kind.kind",
    "intercity.kinds.technology.kind.experience",
    "intercity.kinds.report.kind.kind",
    "intercity.kinds.document.kind.kind",
    "intercity.kinds.document.remark.kind",
    "intercity.kinds.comment.kind.kind",
]

# Who tells whom about which act (`posts.telling`): a person hears of an act from the first that names them.
INTERCITY_TELLERS: list[str] = [
    "intercity.kinds.rollcall.telling.asked.asked",
    "intercity.kinds.rollcall.telling.answers.understood",
    "intercity.kinds.rollcall.telling.answers.lead",
    "intercity.kinds.rollcall.telling.answers.refused",
    "intercity.kinds.rollcall.telling.answers.receipt",
    "intercity.kinds.rollcall.telling.answers.entered",
    "intercity.kinds.rollcall.telling.outcome.over",
    "intercity.kinds.rollcall.telling.late.unconfirmed",
    "intercity.kinds.rollcall.telling.outcome.closed",
    "intercity.kinds.action.telling.nudge",
    "intercity.kinds.action.telling.stages",
    "intercity.matching.telling.asked",
    "intercity.kinds.question.telling.request",
    "intercity.kinds.document.telling.consultation",
    "intercity.kinds.event.attending.telling.place",
    "intercity.kinds.event.attending.telling.attending",
    "intercity.kinds.event.attending.telling.sight",
    "intercity.notifications.tellers.mention.mention",
    "intercity.notifications.tellers.answer.answer",
    "intercity.matching.telling.asker",
    "intercity.kinds.question.telling.question",
    "intercity.moderation.telling.moderated",
    "intercity.posts.wish_telling.wishes",
    "intercity.adoption.telling.check",
    "intercity.adoption.telling.practice",
    "intercity.matching.telling.desk",
    "intercity.kinds.report.telling.attended",
    "intercity.notifications.tellers.looked.looked",
    "intercity.notifications.tellers.followed.followed",
    "intercity.notifications.tellers.matched.matched",
    "intercity.notifications.tellers.agreement.agreement",
    "intercity.mailbox.telling.teller",
    "intercity.mailbox.telling.remark",
    "intercity.posts.delayed.delayed",
]
# What rooms above the posts put on the page of a post (`posts.panels`).
INTERCITY_PANELS: list[str] = [
    "intercity.kinds.event.panels.called_off",
    "intercity.kinds.event.panels.own_time",
    "intercity.kinds.event.panels.agenda",
    "intercity.kinds.event.attending.panels.taking_part",
    "intercity.kinds.asked.panels.panel",
    "intercity.kinds.report.panels.outcome",
    "intercity.kinds.report.waiting.write",
    "intercity.kinds.action.panels.plan",
    "intercity.kinds.finding.panels.finding",
    "intercity.kinds.report.panels.report",
    "intercity.kinds.document.panels.text",
    "intercity.kinds.technology.panels.rights",
    "intercity.kinds.technology.panels.experiences",
    "intercity.kinds.event.series_panel.series",
    "intercity.posts.link_panel.links",
    "intercity.posts.reactions.reactions",
    "intercity.kinds.event.panels.own",
    "intercity.kinds.report.notes.panels.notes",
    "intercity.kinds.rollcall.panels_result.result",
    "intercity.kinds.rollcall.panels.own",
    "intercity.kinds.rollcall.panels_seeing.answers",
    "intercity.kinds.rollcall.panels_seeing.go_on",
    "intercity.kinds.rollcall.panels_comparing.trend",
    "intercity.kinds.rollcall.panels_comparing.snippet",
    "intercity.kinds.question.panels.request",
    "intercity.kinds.question.panels.asker",
    "intercity.matching.panels.own",
    "intercity.matching.panels.asked",
    "intercity.adoption.panels.who_else",
    "intercity.adoption.panels.still_so",
    "intercity.notifications.panels.follow_post",
    "intercity.briefs.panel.panel",
    "intercity.moderation.panels.flag_post",
]
# How posts are connected (`posts.links`), in the order in which pages show it.
INTERCITY_LINKS: list[str] = [
    "intercity.posts.links.PART",
    "intercity.posts.links.GREW",
    "intercity.posts.links.ANSWERS",
    "intercity.posts.links.BASIS",
    "intercity.posts.links.SEE",
    "intercity.kinds.event.links.SERIES",
    "intercity.kinds.report.links.REPORT",
    "intercity.kinds.action.links.AFTER",
    "intercity.kinds.action.links.DELIVERABLE",
]
# Further pages of a space (`spaces.tabs`): each is offered where its room has something there, or it may be begun.
INTERCITY_TABS: list[str] = [
    "intercity.kinds.action.tabs.PLAN",
    "intercity.kinds.event.tabs.CALENDAR",
    "intercity.kinds.document.tabs.documents",
    "intercity.kinds.technology.views.listing.TAB",
    "intercity.posts.views.costs.TAB",
    "intercity.briefs.tab.TAB",
]
# Who has something to say in a brief (`briefs.sources`).
INTERCITY_BRIEF_SOURCES: list[str] = [
    "intercity.briefs.counting.in_all",
    "intercity.briefs.counting.on_map",
    "intercity.briefs.counting.by_country",
    "intercity.kinds.practice.brief.practices",
    "intercity.kinds.question.brief.questions",
    "intercity.kinds.rollcall.brief.rollcalls",
    "intercity.kinds.event.brief.events",
    "intercity.kinds.action.brief.plan",
    "intercity.kinds.finding.brief.findings",
    "intercity.kinds.document.brief.documents",
    "intercity.kinds.technology.brief.technologies",
]
# Which posts were put together for some readers and are never for more (`posts.bounds`).
INTERCITY_BOUNDS: list[str] = ["intercity.briefs.bound.bound_of"]
# What rooms above the spaces let a template carry (`spaces.grown.parts`).
INTERCITY_TEMPLATE_PARTS: list[str] = [
    "intercity.kinds.action.outline.plan",
]
# What rooms above the posts put beside the stream of a space.
INTERCITY_SPACE_PANELS: list[str] = [
    "intercity.posts.agreement_panel.agreement",
    "intercity.kinds.rollcall.panels.waiting",
    "intercity.kinds.document.space_panels.guidance",
    "intercity.adoption.panels.most_adopted_lately",
    "intercity.notifications.panels.follow_space",
]
# Who shows acts to open pages, where that is more than a hint (`posts.showing`).
INTERCITY_SHOWERS: dict[str, str] = dict.fromkeys(
    ("rollcall.answered", "rollcall.unanswered", "rollcall.unsaid", "rollcall.confirmed"),
    "intercity.kinds.rollcall.live.show",
)
# Who takes mailed replies to posts, where they become no comments (`posts.replying`).
INTERCITY_REPLY_READERS: list[str] = [
    "intercity.kinds.rollcall.mailed.answers_by_mail",
    "intercity.kinds.action.mailed.progress_by_mail",
]
# Who takes what calendar programs answer to invitations that we mailed (`posts.replying`).
INTERCITY_INVITATION_READERS: list[str] = ["intercity.kinds.event.attending.mailed.answered"]
# Who attended what a post tells of (`posts.attendees`).
INTERCITY_ATTENDEES: list[str] = ["intercity.kinds.event.attending.listing.attended"]
# Who knows to whom the text of a post has gone (`posts.reached`).
INTERCITY_RECEIPTS: list[str] = ["intercity.notifications.receipts.text_received"]
# Where rooms above keep what posts said before (`posts.version_tables`).
INTERCITY_VERSION_TABLES: list[str] = ["intercity.kinds.document.version_table.table"]
# What stands on the coordinators' desk (`spaces.desk`), in this order.
INTERCITY_DESK: list[str] = [
    "intercity.posts.wish_desk.waits_for_you",
    "intercity.matching.desk.told",
    "intercity.matching.desk.unanswered_questions",
    "intercity.kinds.rollcall.desk.to_close",
    "intercity.kinds.action.desk.proposed",
    "intercity.kinds.action.desk.late",
    "intercity.moderation.desk.flagged",
    "intercity.briefs.desk.outdated",
    "intercity.spaces.agreement_desk.waiting",
    "intercity.pages.desk.people.newcomers",
    "intercity.mailbox.desk.came_back",
    "intercity.notifications.desk.failed",
    "intercity.mailbox.desk.doubtful",
    "intercity.pages.desk.people.silent_cities",
]
# Who removes what of an exercise that is ended (`spaces.removing`), in this order.
INTERCITY_REMOVERS: list[str] = [
    "intercity.mailbox.removing.remove_mail",
    "intercity.posts.actions.removing.remove_posts",
    "intercity.search.removing.remove_views",
    "intercity.notifications.removing.remove_deliveries",
]
# What the worker does by the clock (`pipeline.clock`).
INTERCITY_CLOCK: list[str] = [
    "intercity.posts.clock.publish_due",
    "intercity.organisations.clock.look_after_memberships",
    "intercity.matching.rings.pursue",
    "intercity.adoption.clock.ask_whether_in_force",
    "intercity.adoption.clock.ask_how_it_went",
    "intercity.adoption.clock.sum_up_month",
    "intercity.mailbox.settling.settle_waiting",
    "intercity.mailbox.returning.send_returns",
    "intercity.mailbox.queries.forget_doubtful",
    "intercity.organisations.limits.forget_counts",
    "intercity.kinds.event.clock.note_over",
    "intercity.kinds.rollcall.clock.remind_silent",
    "intercity.kinds.rollcall.clock.note_complete",
    "intercity.kinds.rollcall.clock.note_over",
    "intercity.kinds.rollcall.clock.ask_again",
    "intercity.kinds.action.clock.nudge_leads",
    "intercity.kinds.action.clock.note_late",
    "intercity.kinds.event.attending.losing.look",
    "intercity.kinds.event.attending.clock.fill",
    "intercity.kinds.event.attending.clock.remind",
    "intercity.kinds.report.clock.send_to_attendees",
    "intercity.kinds.document.clock.remind",
    "intercity.kinds.document.clock.note_validity",
    "intercity.kinds.report.notes.clock.forget_notes",
    "intercity.kinds.document.pruning.prune",
    "intercity.privacy.erasing.erase_due",
    "intercity.privacy.retention.forget_daily",
]
# What each room holds about people (`core.personal`).
INTERCITY_PERSONAL: list[str] = [
    "intercity.organisations.personal.FIELDS",
    "intercity.spaces.personal.FIELDS",
    "intercity.posts.personal.FIELDS",
    "intercity.search.personal.FIELDS",
    "intercity.adoption.personal.FIELDS",
    "intercity.moderation.personal.FIELDS",
    "intercity.briefs.personal.FIELDS",
    "intercity.matching.personal.FIELDS",
    "intercity.notifications.personal.FIELDS",
    "intercity.kinds.question.personal.FIELDS",
    "intercity.kinds.rollcall.personal.FIELDS",
    "intercity.kinds.action.personal.FIELDS",
    "intercity.kinds.event.personal.FIELDS",
    "intercity.kinds.event.attending.personal.FIELDS",
    "intercity.kinds.asked.personal.FIELDS",
    "intercity.kinds.document.personal.FIELDS",
    "intercity.kinds.report.notes.personal.FIELDS",
    "intercity.mailbox.personal.FIELDS",
]
