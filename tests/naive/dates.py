"""Values by date, day by day: what a history says on one day, and the entry that says the same on every day of a period."""

from datetime import date, timedelta
from typing import Any

from evaldsl.syntax import nodes as n
from tests.naive.shape import Plain


def on(history: n.History, day: date) -> n.ValueFrom | None:
    """The entry that holds on a day: the last that has begun, unless an end came after it."""
    found: n.ValueFrom | None = None
    for item in history.items:
        if isinstance(item, n.ValueFrom) and item.start.value <= day:
            found = item
        if isinstance(item, n.Until) and item.end.value <= day:
            found = None
    return found


def over(history: n.History, period: n.Period | None) -> n.ValueFrom | None:
    """The entry that holds on the first day of a period and on every other."""
    if period is None:
        return None
    day, found = period.start.value, on(history, period.start.value)
    while day <= period.end.value:
        if on(history, day) is not found:
            return None
        day += timedelta(days=1)
    return found


def settle(nodes: list[Plain], module: n.Module) -> list[Plain]:
    """The same nodes with targets and weights by date as those of the period."""
    period = next((d for d in module.declarations if isinstance(d, n.Period)), None)
    for node in nodes:
        node.own = [_clause(c, period) for c in node.own]
        node.handed = [[_clause(c, period) for c in level] for level in node.handed]
        settle(node.children, module)
    return nodes


def _clause(clause: Any, period: n.Period | None) -> Any:
    if isinstance(clause, n.Target | n.Weight) and clause.history is not None:
        found = over(clause.history, period)
        assert found is not None
        return found.content
    return clause
