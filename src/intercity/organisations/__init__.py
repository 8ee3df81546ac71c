"""Organisations, the people who act for them, how they are verified, invited and signed in."""
