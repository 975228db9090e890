"""Breaking Chinese text into lines: marks keep their side of the break, numbers stay whole (GB/T 15834)."""

from __future__ import annotations

from bisect import bisect_right
from itertools import accumulate

from windowdesk.documents.fonts import Face

NOT_FIRST = frozenset("，。、；：？！）》」』】〕〉”’％…—～·,.;:?!)]}>%℃〗｝］－")
"""Marks that may not begin a line."""
NOT_LAST = frozenset("（《「『【〔〈“‘￥([{<$〖｛［№")
"""Marks that may not end a line."""
WORD = frozenset("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-._@+/#&'=_")
"""Characters of numbers and Latin words: not torn apart while a line can hold them."""


def break_lines(text: str, face: Face, size: float, width: float, indent: float = 0) -> list[str]:
    """The lines of `text` at `size`, no wider than `width` points, the first shorter by `indent`.

    Nothing is lost: the lines joined are the text. Raises UndrawableError.
    """
    if not text:
        return [""]
    ends = [0, *accumulate(map(face.widths.__getitem__, text))]
    room, lines, start, total = (width - indent) * 1000 / size, [], 0, len(text)
    while start < total:
        end = bisect_right(ends, ends[start] + room + 0.01) - 1
        if end < total:
            end = _step_back(text, start, max(end, start + 1))
        lines.append(text[start:end])
        start, room = end, width * 1000 / size
    return lines


def _step_back(text: str, start: int, end: int) -> int:
    """The last place at or before `end` where the text may be torn; `end` itself when there is none."""
    stop = end
    while stop < len(text) and text[stop] == " ":
        stop += 1
    if stop > end:
        return stop
    while stop > start + 1 and not _tearable(text[stop - 1], text[stop]):
        stop -= 1
    return stop if stop > start + 1 or _tearable(text[start], text[start + 1]) else end


def _tearable(before: str, after: str) -> bool:
    return not (after in NOT_FIRST or before in NOT_LAST or (before in WORD and after in WORD))
