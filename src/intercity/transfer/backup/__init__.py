"""One file with database, uploads and secret: written while the product runs, restored into an empty installation."""

from intercity.transfer.backup.checking import check_backup
from intercity.transfer.backup.errors import BackupError
from intercity.transfer.backup.manifest import Manifest
from intercity.transfer.backup.restoring import restore
from intercity.transfer.backup.writing import usual_path, write_backup

__all__ = ["BackupError", "Manifest", "check_backup", "restore", "usual_path", "write_backup"]
