"""The one "did you mean": the known name nearest to a name that is not known.

In: a name, the names that could stand there. Out: the nearest one, or None when none is near. Guarantees: bounded time
(long names and long lists are cut), the first of equally near names wins.
"""

from collections.abc import Iterable

LONGEST_NAME = 60
MOST_NAMES = 2000


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The known name within about a third of its length in edits (an exchange of neighbours is one edit)."""
    wanted = name.casefold()[:LONGEST_NAME]
    best: str | None = None
    least = max(1, len(wanted) // 3) + 1
    if not wanted:
        return None
    for count, candidate in enumerate(known):
        if count >= MOST_NAMES:
            break
        other = candidate.casefold()[:LONGEST_NAME]
        if abs(len(other) - len(wanted)) >= least or not set(other) & set(wanted):
            continue
        edits = _distance(wanted, other, least)
        if edits < least and edits < max(len(wanted), len(other)):
            best, least = candidate, edits
            if edits == 0:
                break
    return best


def shortened(name: str, known: Iterable[str]) -> str | None:
    """The one known name that has all the characters of a shorter one, in their order (`党训` of `党内培训`); None where several have, or none."""
    wanted = name.casefold()[:LONGEST_NAME]
    found: set[str] = set()
    for count, candidate in enumerate(known):
        if count >= MOST_NAMES or len(found) > 1:
            break
        rest = iter(candidate.casefold()[:LONGEST_NAME])
        if len(wanted) > 1 and all(x in rest for x in wanted):
            found.add(candidate)
    return found.pop() if len(found) == 1 else None


def _distance(a: str, b: str, enough: int) -> int:
    """Edits between two names (insert, delete, replace, exchange neighbours); `enough` or more once it is certain."""
    two: list[int] = []
    one = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        row = [i]
        for j, y in enumerate(b, 1):
            edits = min(one[j] + 1, row[j - 1] + 1, one[j - 1] + (x != y))
            if i > 1 and j > 1 and x == b[j - 2] and a[i - 2] == y:
                edits = min(edits, two[j - 2] + 1)
            row.append(edits)
        if min(row) >= enough:
            return enough
        two, one = one, row
    return one[-1]
