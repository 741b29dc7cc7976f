"""Parts of a document, each compressed once, that are put together plain or as one gzip stream without being compressed
again. Source: RFC 1951 (a full flush ends at a byte and forgets what was before) and RFC 1952."""

import zlib
from collections.abc import Iterable, Iterator

LEVEL = 6
RAW = -zlib.MAX_WBITS
HEADER = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\xff"
"""No name and no time: the same content is the same bytes."""
END = b"\x03\x00"
FRAME_SIZE = len(HEADER) + len(END) + 8
"""Bytes of a gzip stream beside its segments."""


def pack(text: bytes) -> bytes:
    """One segment."""
    packer = zlib.compressobj(LEVEL, zlib.DEFLATED, RAW)
    return packer.compress(text) + packer.flush(zlib.Z_FULL_FLUSH)


def unpack(segment: bytes) -> bytes:
    return zlib.decompressobj(RAW).decompress(segment)


def plain(segments: Iterable[bytes]) -> Iterator[bytes]:
    return map(unpack, segments)


def gzip(segments: Iterable[bytes]) -> Iterator[bytes]:
    yield HEADER
    checksum = size = 0
    for segment in segments:
        text = unpack(segment)
        checksum, size = zlib.crc32(text, checksum), size + len(text)
        yield segment
    yield END + checksum.to_bytes(4, "little") + (size & 0xFFFFFFFF).to_bytes(4, "little")
