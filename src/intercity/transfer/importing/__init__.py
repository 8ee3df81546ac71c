"""Writing what the readers found: measures become imported posts about the places they name."""
