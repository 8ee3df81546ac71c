"""What answers hold: kinds of values, how they are stored, and how they are read from what people write."""
