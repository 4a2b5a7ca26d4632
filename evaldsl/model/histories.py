"""Values by date in a program: parameters, what is in force, what a ruleset changes in the one that it extends.

They are for the views: what is calculated with is in the expressions (`LetRef`, `AtDate`, constants) already.
"""

from datetime import date

from evaldsl.model.types import Type
from evaldsl.model.values import Known
from evaldsl.records import frozen
from evaldsl.source import Where


@frozen
class Spell:
    """A value of a history with the days on which it holds: from `start` up to `end`, which is not included (None: open)."""

    start: date
    end: date | None
    value: Known
    label: str
    basis: tuple[str, ...]
    supplied: tuple[str, ...]
    where: Where


@frozen
class ParameterSpec:
    """A named constant that a variant may change. `value` is what the bare name means; None where no one value is in force.

    `spells` is empty for a parameter that has one value for all dates; `in_force` is the place in it of `value`.
    """

    name: str
    type: Type
    value: Known | None
    label: str
    basis: tuple[str, ...]
    supplied: tuple[str, ...]
    where: Where
    spells: tuple[Spell, ...] = ()
    in_force: int | None = None


@frozen
class InForce:
    """Which entry of a history a clause of a node took: `target`, `weight`."""

    clause: str
    start: date
    end: date | None
    basis: tuple[str, ...]
    supplied: tuple[str, ...]
    where: Where


@frozen
class ChangeSpec:
    """What a ruleset changes in the one that it extends.

    `path` is a node, a parameter, or empty for the whole; `what` is one of weight, target, parameter, round, scaled, na, label, basis,
    supplied. `before` and `after` are as shown (a rounding as `half_up 2`, 不适用 as `rescale` or `move 路径`; "" for none).
    """

    path: str
    what: str
    before: str
    after: str
    where: Where
    base: Where | None
