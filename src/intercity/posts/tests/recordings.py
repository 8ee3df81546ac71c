"""Recordings as small as they can be."""

from __future__ import annotations


def box(name: bytes, *parts: bytes) -> bytes:
    """One box of an MP4 file."""
    content = b"".join(parts)
    return (8 + len(content)).to_bytes(4) + name + content


def mp4(sort: bytes = b"vide", brand: bytes = b"isom") -> bytes:
    """A film (or sound, `soun`) that says where it was taken."""
    track = box(b"trak", box(b"mdia", box(b"hdlr", bytes(8), sort, bytes(12))), box(b"udta", b"SECRET TRACK"))
    film = box(b"moov", track, box(b"udta", box(b"\xa9xyz", b"SECRET +43.70+007.26/")), box(b"meta", b"SECRET NAME"))
    return box(b"ftyp", brand, bytes(4)) + film + box(b"mdat", b"SOUND AND PICTURE")


def element(name: bytes, *parts: bytes) -> bytes:
    """One element of a WebM file."""
    content = b"".join(parts)
    return name + b"\x01" + len(content).to_bytes(7) + content


def webm(codec: bytes = b"V_VP8", words: bytes = b"SOUND AND PICTURE", doctype: bytes = b"webm") -> bytes:
    """A film with tags, of unknown length as browsers write them."""
    head = element(b"\x1a\x45\xdf\xa3", b"\x42\x82" + bytes([0x80 + len(doctype)]) + doctype)
    info = element(b"\x15\x49\xa9\x66", element(b"\x7b\xa9", b"SECRET TITLE"))
    tracks = element(b"\x16\x54\xae\x6b", element(b"\xae", element(b"\x86", codec)))
    tags = element(b"\x12\x54\xc3\x67", b"SECRET PLACE")
    cluster = b"\x1f\x43\xb6\x75\x01" + b"\xff" * 7 + element(b"\xa3", words)
    return head + b"\x18\x53\x80\x67\x01" + b"\xff" * 7 + info + tracks + tags + cluster


def mp3() -> bytes:
    """Two frames of sound, with names before and behind them."""
    frame = b"\xff\xfb\x90\x00" + b"SOUND".ljust(413, b"\1")
    names = b"ID3\x04\x00\x40" + bytes([0, 0, 0, 60]) + b"SECRET SINGER".ljust(60, b"\1")
    return names + frame * 2 + b"TAG" + b"SECRET".ljust(125, b" ")


def ogg(codec: bytes = b"OpusHead") -> bytes:
    """The beginning of sound."""
    return b"OggS" + bytes(24) + codec + bytes(99)
