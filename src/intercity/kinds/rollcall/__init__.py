"""Roll calls ("Ask all cities"): one question to every city, one official answer each."""
