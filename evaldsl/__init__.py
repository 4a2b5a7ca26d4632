"""evaldsl: the language of performance evaluation, and the tool that computes, explains and audits the result.

The public names are those of `evaldsl.api`; they are imported when first used, so that `import evaldsl` costs nothing.
"""

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from evaldsl.api import (
        EvaldslError,
        Ruleset,
        audit,
        audit_schema,
        batch_schema,
        check,
        diff,
        diff_schema,
        evaluate,
        explain,
        facts_schema,
        facts_template,
        format_text,
        load,
        loads,
        prove_schema,
        render,
        render_audit,
        result_schema,
        run_many,
        summarize,
        why,
    )

__all__ = [
    "EvaldslError",
    "Ruleset",
    "audit",
    "audit_schema",
    "batch_schema",
    "check",
    "diff",
    "diff_schema",
    "evaluate",
    "explain",
    "facts_schema",
    "facts_template",
    "format_text",
    "load",
    "loads",
    "prove_schema",
    "render",
    "render_audit",
    "result_schema",
    "run_many",
    "summarize",
    "why",
]


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module 'evaldsl' has no attribute {name!r}")
    from evaldsl import api

    return getattr(api, name)


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
