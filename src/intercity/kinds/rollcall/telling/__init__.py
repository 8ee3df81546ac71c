"""Who is told about roll calls, and in which words (see `posts.telling`). The settings list the tellers."""
