"""Replies to roll calls as officers write them, and what is to be understood."""
