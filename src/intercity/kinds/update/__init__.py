"""News: something others should know."""
