"""Static files under names that carry their content's hash, so that browsers may keep them for ever."""

from __future__ import annotations

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """As whitenoise's, but a file missing from the manifest is served by its plain name instead of failing.

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
