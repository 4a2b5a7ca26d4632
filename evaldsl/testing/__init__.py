"""For tests in Python: fact files drawn for a ruleset, its examples, and whether everything that it states holds.

Used from a test::

    from hypothesis import given
    import evaldsl
    from evaldsl.testing import assert_holds, facts_of

    RULES = evaldsl.load("2023.eval")

    @given(facts_of(RULES))
    def test_nobody_gets_more_than_full_marks(facts):
        assert evaldsl.evaluate(RULES, facts).total.score <= 100

    def test_what_the_ruleset_says_of_itself():
        assert_holds("2023.eval")

`evaldsl.testing.plugin` lets pytest collect rulesets as it collects tests. Names are imported when first used, so that the plugin costs a run of
pytest without rulesets nothing.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from evaldsl.testing.facts import CannotDraw, complete_facts, facts_of
    from evaldsl.testing.trials import assert_holds, run_examples, try_claims

__all__ = ["CannotDraw", "assert_holds", "complete_facts", "facts_of", "run_examples", "try_claims"]
_FACTS = frozenset(("CannotDraw", "complete_facts", "facts_of"))


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module 'evaldsl.testing' has no attribute {name!r}")
    if name in _FACTS:
        from evaldsl.testing import facts

        return getattr(facts, name)
    from evaldsl.testing import trials

    return getattr(trials, name)


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
