"""Pages and files of events."""
