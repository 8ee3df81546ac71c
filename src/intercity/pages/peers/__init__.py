"""Cities like us: who is like one organisation, as a list and on a map."""
