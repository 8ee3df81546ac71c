"""Keeping order: what people flag, what moderators decide about it, appeals, and the open log."""
