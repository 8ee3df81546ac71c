"""Who takes part in an event: registration, waiting list, invitations, who was there."""
