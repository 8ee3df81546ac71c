"""Addresses answer here."""
