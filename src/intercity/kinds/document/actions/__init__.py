"""The only writers of this room's tables. `do_…` trusts its caller; the others ask the policy first."""
