"""Live streams: what is published appears on every open page that may show it."""
