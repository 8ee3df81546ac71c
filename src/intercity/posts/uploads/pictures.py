"""Pictures are drawn anew: place, camera and whatever else was hidden in the file stay behind."""

from __future__ import annotations

import io

from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

from intercity.posts.uploads.types import JPEG, PNG, REFUSED, WEBP, BadFileError, FileType, Readable

READ = ("JPEG", "PNG", "WEBP", "GIF", "MPO")
# A moving GIF becomes its first frame: nothing on our pages moves by itself.
WRITTEN = {"JPEG": JPEG, "MPO": JPEG, "PNG": PNG, "WEBP": WEBP, "GIF": PNG}
MOST_PIXELS = 50_000_000
LONGEST_SIDE = 2560


def redraw(file: Readable) -> tuple[FileType, bytes]:
    """The picture in `file` upright, without metadata, at most 2560 pixels wide and high; BadFileError if broken."""
    try:
        verify(file)
        file.seek(0)
        with Image.open(file, formats=READ) as image:
            kind = WRITTEN[image.format or ""]
            return kind, encode(clean(image, kind), kind)
    except BadFileError:
        raise
    # Decoders raise whatever they like on broken input (SyntaxError and struct.error among them).
    except Exception as error:
        raise BadFileError(_("This picture is damaged or not a picture. Save it again as JPEG or PNG.")) from error


def verify(file: Readable) -> None:
    """Refuse a picture that is broken, or too large to be drawn safely, before any pixel is decoded."""
    file.seek(0)
    try:
        with Image.open(file, formats=READ) as image:
            if image.width * image.height > MOST_PIXELS:
                raise BadFileError(_("This picture has too many pixels. Make it smaller and choose it again."))
            image.verify()
    except Image.DecompressionBombError as error:
        raise BadFileError(_("This picture has too many pixels. Make it smaller and choose it again.")) from error
    except UnidentifiedImageError as error:
        raise BadFileError(REFUSED) from error


def clean(image: Image.Image, kind: FileType) -> Image.Image:
    """The pixels alone, upright and not larger than needed."""
    image.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
    upright = ImageOps.exif_transpose(image)
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    see_through = upright.mode in ("RGBA", "LA", "PA") or "transparency" in upright.info
    opaque = "L" if upright.mode in ("1", "L") else "RGB"
    flat = upright.convert("RGBA" if see_through and kind is not JPEG else opaque)
    flat.info = {}
    return flat


def encode(image: Image.Image, kind: FileType) -> bytes:
    """The bytes of a picture file."""
    out = io.BytesIO()
    if kind is PNG:
        image.save(out, "PNG", optimize=True)
    else:
        image.save(out, "JPEG" if kind is JPEG else "WEBP", quality=86)
    return out.getvalue()
