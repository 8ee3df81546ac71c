"""Open a space. A new crisis opens with what it needs: topics, people, cities, a welcome, and the first question."""
