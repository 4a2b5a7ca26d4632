"""Every code with its words. One module a layer: syntax E1xx, names E2xx, units E3xx, laws E4xx, facts E5xx, evaluation E6xx,
command E9xx, warnings W…; and one a topic that goes through all layers. Each has `ENTRIES`, a tuple of `Entry`. Codes are never
reused."""

from importlib import import_module

from evaldsl.diagnostics.core import Both, Entry

_LAYERS = {
    "E1": "syntax",
    "E2": "names",
    "E3": "units",
    "E4": "laws",
    "E5": "facts",
    "E6": "evaluation",
    "E9": "command",
    "W": "warnings",
}
_TOPICS = (
    "histories",
    "measures",
    "costs",
    "tables",
    "trials",
    "differing",
    "reaching",
    "proofs",
)  # fmt: skip

NOTES = {"extended": Both("written here, in the ruleset that is extended", "写在被沿用的规则集的这里")}
"""Labels that any code may have."""


def entries() -> dict[str, Entry]:
    """All entries by code."""
    found: dict[str, Entry] = {}
    for layer in (*_LAYERS.values(), *_TOPICS):
        for entry in import_module(f"{__name__}.{layer}").ENTRIES:
            if entry.code in found:
                raise AssertionError(f"{entry.code} stands twice in the catalogue")
            found[entry.code] = entry
    return found


def entry(code: str) -> Entry | None:
    """The entry of a code, or None."""
    layer = _LAYERS.get("W" if code.startswith("W") else code[:2])
    for module in () if layer is None else (layer, *_TOPICS):
        table: tuple[Entry, ...] = import_module(f"{__name__}.{module}").ENTRIES
        found = next((e for e in table if e.code == code), None)
        if found is not None:
            return found
    return None
