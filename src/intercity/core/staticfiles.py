"""Static files under names that carry their content's hash, so that browsers may keep them for ever."""

from __future__ import annotations

import re
from collections.abc import Iterator
from posixpath import dirname, join
from typing import Any

from django.core.files.base import ContentFile
from whitenoise.storage import CompressedManifestStaticFilesStorage

# Storage and path of each collected file, as collectstatic hands them over.
Paths = dict[str, tuple[Any, str]]

# Only from the same folder: addresses inside a sheet are read from where the sheet stands.
IMPORT = re.compile(r"""^@import url\(["']?([\w.-]+)["']?\);\n?""", re.MULTILINE)


class HashedStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """As whitenoise's, but a style sheet is served whole, and a file missing from the manifest by its plain name.

    Tests and commands run before anything was collected.
    """

    manifest_strict = False
    # Modules import each other by the hashed names too.
    support_js_module_import_aggregation = True

    def stored_name(self, name: str) -> str:
        """The hashed name from the manifest, or `name` itself where nothing was collected yet."""
        try:
            return str(super().stored_name(name))
        except ValueError:
            return name

    def post_process(self, paths: Paths, dry_run: bool = False, **options: Any) -> Iterator[Any]:
        """Put imported style sheets in the place of their imports, then do what the others do."""
        if not dry_run:
            paths = {**paths, **{name: self._joined(name, paths) for name in paths if name.endswith(".css")}}
        yield from super().post_process(paths, dry_run=dry_run, **options)

    def _joined(self, name: str, paths: Paths) -> tuple[Any, str]:
        """Where the whole of a style sheet now stands; where it stood if it imports nothing."""
        text = read(paths, name)
        if not IMPORT.search(text):
            return paths[name]
        # A browser would learn of an imported sheet only from the first, one journey later.
        self.delete(name)
        self._save(name, ContentFile(whole(paths, name).encode()))
        return self, name


def read(paths: Paths, name: str) -> str:
    """The text of a collected file, from where it was found."""
    storage, path = paths[name]
    with storage.open(path) as file:
        return str(file.read().decode())


def whole(paths: Paths, name: str) -> str:
    """A style sheet with those that it imports in their places; an import that was not collected stays."""

    def put(match: re.Match[str]) -> str:
        imported = join(dirname(name), match.group(1))
        return whole(paths, imported) if imported in paths else match.group(0)

    return IMPORT.sub(put, read(paths, name))
