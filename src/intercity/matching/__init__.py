"""Who is likely to know: questions find the organisations that can answer them."""
