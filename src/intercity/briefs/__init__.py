"""Briefs for those who decide: what happens in a space, in sentences that each cite where they come from."""
