"""Intercity: networks of cities help each other through a crisis."""

__version__ = "0.1.0"
