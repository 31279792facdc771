"""Words that differ by so little that one of them may be a slip."""

from __future__ import annotations

from collections.abc import Iterator


def one_apart(one: str, other: str) -> bool:
    """Whether one letter more, less, or another makes one of the other, or two that changed places; both over two."""
    if min(len(one), len(other)) < 3:
        return False
    if len(one) == len(other):
        differing = [at for at, pair in enumerate(zip(one, other, strict=True)) if pair[0] != pair[1]]
        if len(differing) == 2:
            first, second = differing
            return second == first + 1 and one[first] == other[second] and one[second] == other[first]
        return len(differing) == 1
    short, long = sorted((one, other), key=len)
    return any(without == short for without in one_less(long))


def one_less(word: str) -> Iterator[str]:
    """The word without one of its letters, for each of them: two words that are one apart have one of these, or
    themselves, in common.
    """
    return (word[:at] + word[at + 1 :] for at in range(len(word)))
