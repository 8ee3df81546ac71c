"""Files that people bring: what they are is decided by what is in them, and nothing in them can run."""
