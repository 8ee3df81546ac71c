"""Recordings lose what phones and programs write beside picture and sound: place, names, pictures of covers.

Nothing is moved: what is taken out is filled with zeros and called padding, so that all else stays where it was.
"""

from __future__ import annotations

from intercity.posts.uploads.boxes import mp4_parts, webm_parts
from intercity.posts.uploads.recordings import size_of, synchsafe
from intercity.posts.uploads.types import M4A, MP3, MP4, WEBA, WEBM, FileType, Readable

PIECE = 64 * 1024
FACTS = (b"udta", b"meta", b"uuid")
SEGMENT, INFO = b"\x18\x53\x80\x67", b"\x15\x49\xa9\x66"
TAGS, ATTACHED, TITLE = b"\x12\x54\xc3\x67", b"\x19\x41\xa4\x69", b"\x7b\xa9"
ID3V1 = 128


def forget(file: Readable, kind: FileType) -> None:
    """Take the facts out of a recording that can be written to; of OGG they stay, they are part of its sound."""
    if kind in (MP4, M4A):
        forget_mp4(file, 0, size_of(file))
    elif kind in (WEBM, WEBA):
        forget_webm(file)
    elif kind is MP3:
        forget_mp3(file)


def forget_mp4(file: Readable, start: int, end: int) -> None:
    """Facts of the file, of the film and of its tracks."""
    for part in list(mp4_parts(file, start, end)):
        if part.name in FACTS:
            file.seek(part.start + 4)
            file.write(b"free")
            blank(file, part.inside, part.end)
        elif part.name in (b"moov", b"trak"):
            forget_mp4(file, part.inside, part.end)


def forget_webm(file: Readable) -> None:
    """Tags and attached files, which become one empty element each; and the title."""
    for part in webm_parts(file, size_of(file), frozenset((SEGMENT, INFO))):
        if part.name == TITLE:
            blank(file, part.inside, part.end)
        elif part.name in (TAGS, ATTACHED) and part.end - part.start >= 9:
            file.seek(part.start)
            file.write(b"\xec\x01" + (part.end - part.start - 9).to_bytes(7))
            blank(file, part.start + 9, part.end)


def forget_mp3(file: Readable) -> None:
    """The list before the sound, and the short one behind it."""
    file.seek(0)
    head = file.read(10)
    if head.startswith(b"ID3"):
        file.seek(5)
        file.write(b"\0")
        blank(file, 10, min(10 + synchsafe(head[6:10]), size_of(file)))
    behind = max(0, size_of(file) - ID3V1)
    file.seek(behind)
    if file.read(3) == b"TAG":
        blank(file, behind, behind + ID3V1)


def blank(file: Readable, start: int, end: int) -> None:
    """Zeros from one place to another."""
    file.seek(start)
    for at in range(start, end, PIECE):
        file.write(b"\0" * min(PIECE, end - at))
