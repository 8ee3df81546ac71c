"""What in a text could lead to a person, found before it is published where nobody may be identifiable."""
