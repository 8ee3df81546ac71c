"""What we need to know."""
