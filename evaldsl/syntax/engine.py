"""The table-driven core: can a terminal stand here, and what could.

In: the parse table (state → terminal → action) and the stack of states. Out: exact answers. The row of the current state alone
over-approximates, because LALR unites look-aheads of merged states; so reductions are played on the stack of states only.
"""

from collections.abc import Mapping, Sequence
from typing import Any

Table = Mapping[Any, Mapping[str, tuple[Any, Any]]]


def accepts(table: Table, stack: Sequence[Any], shift: Any, terminal: str) -> bool:
    """Whether a terminal can stand after what has been read."""
    entry = table[stack[-1]].get(terminal)
    if entry is None:
        return False
    overlay: list[Any] = []
    depth = len(stack)
    while True:
        action, argument = entry
        if action is shift:
            return True
        size = len(argument.expansion)
        if size <= len(overlay):
            del overlay[len(overlay) - size :]
        else:
            depth -= size - len(overlay)
            overlay.clear()
        top = overlay[-1] if overlay else stack[depth - 1]
        overlay.append(table[top][argument.origin.name][1])
        entry = table[overlay[-1]].get(terminal)
        if entry is None:
            return False


def expected(table: Table, stack: Sequence[Any], shift: Any) -> list[str]:
    """Every terminal that can stand after what has been read."""
    return [t for t in table[stack[-1]] if t.isupper() and t != "$END" and accepts(table, stack, shift, t)]


def completes(table: Table, stack: Sequence[Any], shift: Any, end: Any) -> bool:
    """Whether what has been read is a whole."""
    states = list(stack)
    while True:
        entry = table[states[-1]].get("$END")
        if entry is None or entry[0] is shift:
            return False
        rule = entry[1]
        if rule.expansion:
            del states[-len(rule.expansion) :]
        states.append(table[states[-1]][rule.origin.name][1])
        if states[-1] == end:
            return True
