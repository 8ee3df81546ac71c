"""Actions of a plan: what partners set out to do together, and how far they are."""
