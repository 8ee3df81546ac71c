"""Templates grown from use: made from a space, kept, written to a file, read from one, and opened as a new space."""
