"""LibreOffice opens what we write, and finds the same words in it."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from intercity.core.papers import formats
from intercity.core.papers.tests.samples import READERS, TEXT, sample

OFFICE = shutil.which("soffice")
pytestmark = [
    pytest.mark.proof,
    pytest.mark.skipif(OFFICE is None, reason="SKIPPED: there is no LibreOffice (apt-get install libreoffice-writer)"),
]


@pytest.mark.parametrize("ending", ["docx", "odt"])
def test_libreoffice_opens_it(ending: str, tmp_path: Path) -> None:
    for language in TEXT:
        (tmp_path / f"{language}.{ending}").write_bytes(formats.write(sample(language), ending))
    files = [str(tmp_path / f"{language}.{ending}") for language in TEXT]
    home = f"-env:UserInstallation=file://{tmp_path}/office"
    asked = [str(OFFICE), home, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), *files]
    subprocess.run(asked, check=True, capture_output=True, timeout=240)
    words = {"en": "twelve centres", "fr": "naïveté", "bg": "Достъп до жилища"}
    for language in TEXT:
        read = READERS["pdf"]((tmp_path / f"{language}.pdf").read_bytes())
        assert "TLP:AMBER" in read
        assert words[language] in read
