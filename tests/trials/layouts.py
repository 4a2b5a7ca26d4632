"""The same ruleset laid out otherwise: as few lines as the grammar allows, and as the formatter writes it in either vocabulary."""

from evaldsl.source import SourceFile
from evaldsl.syntax.parser import parse
from evaldsl.syntax.printer import format_text
from evaldsl.syntax.tokens import Token, scan


def formatted(text: str, lang: str | None) -> str:
    """The text as the formatter writes it."""
    made = format_text(SourceFile("x.eval", text), lang).text
    assert made is not None
    return made


def collapsed(text: str) -> str:
    """The text with a line for each declaration and each row of a table or form; its comments are dropped, its places all change."""
    tokens: list[Token] = []
    parse(SourceFile("x.eval", text), tokens.append)
    comments = sorted(scan(text).comments, key=lambda c: c.start)
    out: list[str] = []
    end, depth, clause, row = 0, 0, False, False
    for token in sorted(tokens, key=lambda t: (t.start, t.type != "NL")):
        if token.type == "NL":
            clause = True
            continue
        if token.start < end:
            continue  # what a row or a unit is made of
        gap = "".join(c for i, c in enumerate(text[end : token.start], end) if not any(x.start <= i < x.end for x in comments))
        is_row = token.type == "ROW"
        if "\n" in gap or clause:
            kept = gap.replace("\n", "").replace(";", "").replace("；", "").strip()
            fresh = not depth and gap.endswith("\n")
            gap = f"{kept}\n" if fresh else f"{kept}\n  " if row or is_row else f"{kept}; " if clause else f"{kept} "
        out += [gap if out else "", text[token.start : token.end]]
        depth += (token.type == "LBRACE") - (token.type == "RBRACE")
        end, clause, row = token.end, False, is_row
    return "".join(out) + "\n"
