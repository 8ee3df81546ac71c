"""Buttons and pages of this kind."""
