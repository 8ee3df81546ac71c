"""The databases that tests begin with."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.core.management import call_command

from tests.migrated import ROOT, sign


def test_the_migrations_make_what_the_models_say(db: None) -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_a_changed_migration_is_run_again(monkeypatch: pytest.MonkeyPatch) -> None:
    before = sign()
    assert sign() == before
    monkeypatch.setattr(apps.get_app_config("spaces"), "path", str(ROOT / "src" / "intercity" / "posts"))
    assert sign() != before
