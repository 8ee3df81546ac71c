"""Events: when and where people meet, what it asks, who speaks; their calendars, on pages and as files."""
