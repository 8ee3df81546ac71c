"""What cities know of a technology for safety in public space or crisis work, and what they experienced with it."""
