"""The questions that the properties (性质) of a ruleset ask.

In: a program and its properties. Out: a question for each claim. Guarantees: a claim is asked as it is tried: what has no value, and facts for
which `when` does not hold, decide nothing; what changes only the unit in which a fact is written changes nothing, since units are converted
when a fact is read (reference, section 3).
"""

from collections.abc import Iterator

from evaldsl.diagnostics.core import Both
from evaldsl.diagnostics.words import visible
from evaldsl.model import program as p
from evaldsl.model.trials import ClaimSpec, PropertySpec
from evaldsl.model.types import QuantityType
from evaldsl.proving.asked import Always, Ask, ByLaw, Moves, OfTwo, OutOfReach, Question, Sometimes, Steps, Topic
from evaldsl.proving.shapes import both


def claim_questions(program: p.Program, properties: tuple[PropertySpec, ...]) -> Iterator[Question]:
    """A question for each claim of each property."""
    for stated in properties:
        for i, claim in enumerate(stated.claims):
            text = visible(f"{stated.name}: {claim.text}"), visible(f"{stated.name}：{claim.text}")
            id_ = f"property:{stated.name}:{i + 1}"
            yield Question(id_, Topic.PROPERTY, stated.name, Both(*text), claim.where, _asked(program, stated, claim))


def _asked(program: p.Program, stated: PropertySpec, claim: ClaimSpec) -> Ask:
    if stated.files:
        return OfTwo(stated, claim)
    match claim.kind:
        case "that":
            return Always(claim.expr, claim.when)
        case "attainable":
            return Sometimes((both([claim.when, claim.expr], claim.where),))
        case "trend":
            by = _fact(program, claim)
            rising = claim.trend in ("increases", "never_falls")
            strict = claim.trend in ("increases", "decreases")
            return Moves(None, claim.expr, False, by, (), rising, claim.when, strict)
        case "moves":
            if claim.limit is None or claim.per is None:
                raise AssertionError("a claim of steps has a step and a limit")
            return Steps(claim.expr, _fact(program, claim), claim.per, claim.limit, claim.when)
        case "unit":
            return ByLaw() if isinstance(program.facts[claim.fact].type, QuantityType) else OutOfReach("measure")
        case _:
            return OutOfReach("order")


def _fact(program: p.Program, claim: ClaimSpec) -> p.Expr:
    return p.FactRef(claim.fact, program.facts[claim.fact].type, claim.where)
