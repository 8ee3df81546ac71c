"""What can go wrong, in the operator's words."""


class BackupError(Exception):
    """A backup cannot be made, is not one, is damaged, or may not be restored here; the message says what to do."""
