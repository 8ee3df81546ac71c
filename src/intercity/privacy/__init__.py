"""What is held about people: what it is for, for how long, all of it for themselves, and its end."""
