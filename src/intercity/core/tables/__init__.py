"""Foreign tables (CSV of any delimiter and encoding, .xlsx), opened safely: by content, within limits."""
