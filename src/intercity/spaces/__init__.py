"""Rooms for work among organisations; the topics and population groups that posts are about."""
