"""The digest: what is not urgent, once a day or a week in one mail that can be read on its own."""
