"""Films and sound: known by what is in them, and only in formats that browsers play."""

from __future__ import annotations

import os
from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from intercity.posts.uploads.boxes import Part, mp4_parts
from intercity.posts.uploads.types import M4A, MP3, MP4, OGG, OGV, WEBA, WEBM, BadFileError, FileType, Readable

HEAD = 64 * 1024
EBML = b"\x1a\x45\xdf\xa3"
# Phones and cameras call theirs so; "qt  " is QuickTime, which few browsers play.
BRANDS = (b"isom", b"iso2", b"iso4", b"iso5", b"iso6", b"mp41", b"mp42", b"avc1", b"dash", b"M4V ", b"M4A ", b"M4B ",
          b"MSNV", b"3gp4", b"3gp5", b"3gp6")  # fmt: skip
# What a box holds that holds boxes itself, from the file to the sort of a track.
TO_TRACKS = (b"moov", b"trak", b"mdia", b"hdlr")
# Bit rates and samples a second of MPEG 1, 2 and 2.5, layer 3.
RATES = {3: (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)}
RATES |= dict.fromkeys((0, 2), (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160))
SAMPLES = {3: (44100, 48000, 32000), 2: (22050, 24000, 16000), 0: (11025, 12000, 8000)}

UNPLAYABLE = _("This recording is damaged, or browsers cannot play it. Save it as MP4, WebM, OGG, MP3 or M4A.")


def recording_type(file: Readable) -> FileType | None:
    """The type of a film or of sound; None for everything else. BadFileError for one that browsers do not play."""
    file.seek(0)
    head = file.read(HEAD)
    if head[4:8] == b"ftyp":
        return mp4_type(file, head)
    if head.startswith(EBML):
        return webm_type(head)
    if head.startswith(b"OggS"):
        return ogg_type(head)
    if head.startswith(b"ID3") or frame_length(head):
        return mp3_type(file, head)
    return None


def mp4_type(file: Readable, head: bytes) -> FileType:
    """MP4 or M4A, by whether it has a track of pictures; BadFileError for what has no tracks."""
    try:
        tracks = set(handlers(file, 0, size_of(file), TO_TRACKS)) if head[8:12] in BRANDS else set()
    except ValueError as error:
        raise BadFileError(UNPLAYABLE) from error
    if b"vide" in tracks:
        return MP4
    if b"soun" in tracks:
        return M4A
    raise BadFileError(UNPLAYABLE)


def handlers(file: Readable, start: int, end: int, path: tuple[bytes, ...]) -> Iterator[bytes]:
    """What the tracks are: `vide`, `soun` and others."""
    for part in mp4_parts(file, start, end):
        if part.name == path[0]:
            yield from [handler(file, part)] if len(path) == 1 else handlers(file, part.inside, part.end, path[1:])


def handler(file: Readable, part: Part) -> bytes:
    """What the track of that box is."""
    file.seek(part.inside + 8)
    return file.read(4)


def webm_type(head: bytes) -> FileType:
    """WebM with pictures or without; BadFileError for its relatives."""
    if b"\x42\x82\x84webm" not in head[:100]:
        raise BadFileError(UNPLAYABLE)
    if any(codec in head for codec in (b"V_VP8", b"V_VP9", b"V_AV1")):
        return WEBM
    if any(codec in head for codec in (b"A_OPUS", b"A_VORBIS")):
        return WEBA
    raise BadFileError(UNPLAYABLE)


def ogg_type(head: bytes) -> FileType:
    """OGG with pictures or without: what is in it stands at the beginning."""
    if b"\x80theora" in head:
        return OGV
    if any(codec in head for codec in (b"\x01vorbis", b"OpusHead", b"\x7fFLAC")):
        return OGG
    raise BadFileError(UNPLAYABLE)


def mp3_type(file: Readable, head: bytes) -> FileType:
    """MP3: two frames, one after the other, perhaps behind a list of facts; BadFileError where they are not there."""
    at = 10 + synchsafe(head[6:10]) if head.startswith(b"ID3") else 0
    file.seek(at)
    frames = file.read(HEAD)
    # Some programs leave a gap behind the facts.
    gap = len(frames) - len(frames.lstrip(b"\0"))
    length = frame_length(frames[gap:])
    if not length or not frame_length(frames[gap + length :]):
        raise BadFileError(UNPLAYABLE)
    return MP3


def synchsafe(raw: bytes) -> int:
    """A number of which each byte holds seven bits."""
    return sum((byte & 0x7F) << 7 * place for place, byte in enumerate(reversed(raw)))


def frame_length(raw: bytes) -> int:
    """How many bytes the MP3 frame has that begins here; 0 where none does."""
    if len(raw) < 4 or raw[0] != 0xFF or raw[1] & 0xE6 != 0xE2:
        return 0
    version, rate, sample = raw[1] >> 3 & 3, raw[2] >> 4, raw[2] >> 2 & 3
    if version == 1 or rate in (0, 15) or sample == 3:
        return 0
    slots = 144 if version == 3 else 72
    return slots * RATES[version][rate] * 1000 // SAMPLES[version][sample] + (raw[2] >> 1 & 1)


def size_of(file: Readable) -> int:
    """How many bytes a file has."""
    return file.seek(0, os.SEEK_END)
