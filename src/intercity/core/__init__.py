"""Pure helpers without models: text, time, HTML, pagination, staticfiles, headers."""
