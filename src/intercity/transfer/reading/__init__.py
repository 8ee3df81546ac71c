"""Reading foreign tables of measures: everything of an import that needs no database."""
