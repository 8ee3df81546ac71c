"""Pictures in ODT files."""

from __future__ import annotations

from intercity.core.papers.odt_words import attribute
from intercity.core.papers.pictures import picture_size
from intercity.core.papers.structure import PictureBlock


class Pictures:
    """The pictures of one file, by their names in the archive."""

    def __init__(self) -> None:
        """Begin without any."""
        self.files: dict[str, bytes] = {}
        self.mimes: dict[str, str] = {}

    def xml(self, block: PictureBlock) -> str:
        """A picture with its description; nothing where it is none."""
        size = picture_size(block)
        if size is None:
            return ""
        form = "png" if block.data.startswith(b"\x89PNG") else "jpeg"
        name = f"Pictures/{len(self.files) + 1}.{form}"
        self.files[name], self.mimes[name] = block.data, f"image/{form}"
        return (
            f'<text:p text:style-name="Text"><draw:frame text:anchor-type="as-char" '
            f'svg:width="{size[0]:.1f}mm" svg:height="{size[1]:.1f}mm">'
            f'<draw:image xlink:href="{name}" xlink:type="simple" xlink:show="embed" xlink:actuate="onLoad"/>'
            f"<svg:desc>{attribute(block.alt)[1:-1]}</svg:desc></draw:frame></text:p>"
        )
