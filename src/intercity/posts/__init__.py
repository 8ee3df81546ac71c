"""The spine: posts of every kind, their labels, revisions, attachments and conversation."""
