"""Pages and buttons of this room."""
