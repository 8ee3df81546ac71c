"""From the plain words of a mailed reply to the values of an answer. Pure: no rows are read here."""
