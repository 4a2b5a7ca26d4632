"""What the parser expected, in words a user knows, in both languages."""

from collections.abc import Iterable

from evaldsl.diagnostics.core import Both
from evaldsl.syntax.vocabulary import Vocabulary

MOST = 8

_PLAIN = {
    "NAME": Both("a name", "名称"),
    "NUMBER": Both("a number", "数字"),
    "UNIT": Both("a unit", "单位"),
    "DATE": Both("a date such as 2023-12-31", "日期（如 2023-12-31）"),
    "STRING": Both("a text in quotes", "引号里的文字"),
    "MODE": Both("a way of rounding (half_up …)", "舍入方式（四舍五入等）"),
    "COMBINE": Both("a way of combining (sum …)", "合成方式（相加等）"),
    "TYPENAME": Both("a type (number, date, text …)", "类型（数值、日期、文本等）"),
    "COLUMN": Both("a column (level1, target, weight …)", "栏目（一级指标、指标值、分值等）"),
    "ROW": Both("a line of the form", "表格的一行"),
    "NL": Both("a new line", "换行"),
    "PCT": Both("`%`", "“%”"),
}
_SIGNS = {
    "LBRACE": "{", "RBRACE": "}", "LPAR": "(", "RPAR": ")", "LSQB": "[", "RSQB": "]", "COMMA": ",", "COLON": ":", "DOT": ".",
    "ARROW": "->", "EQUALS": "=", "K_RANGE": "..",
}  # fmt: skip
_OPERATORS = frozenset(("PLUS", "MINUS", "STAR", "SLASH", "CARET", "K_OF", "K_AND", "K_OR", "K_IN", "K_IN_FORCE"))
_RELATIONS = frozenset(("GE", "GT", "LE", "LT", "EQ", "NE"))
METHODS = frozenset(
    [
        "K_ALL_OR_NOTHING",
        "K_PRO_RATA",
        "K_CLOSENESS",
        "K_LINEAR",
        "K_BANDS",
        "K_DEDUCT",
        "K_LEVELS",
        "K_JUDGED",
        "K_PER_SHORT",
        "K_PER_EXCESS",
    ]
)
_CLAUSES = frozenset(("K_TARGET", "K_SCORE", "K_VALUE"))
CLAUSE_WORDS = frozenset(
    [
        "K_WEIGHT",
        "K_TARGET",
        "K_ACTUAL",
        "K_VALUE",
        "K_SCORE",
        "K_LABEL",
        "K_BASIS",
        "K_SUPPLIED",
        "K_ROUND",
        "K_APPLIES",
        "K_MAY_BE_NA",
        "K_COMBINE",
        "K_SCALED",
        "K_RESULT",
        "K_REQUIRES",
        "K_VETO",
        "K_HURDLE",
        "K_EACH_INDICATOR",
        "K_JUDGED",
        "K_FLAG",
        "K_FROM",
        "K_ABOVE",
        "K_BELOW",
        "K_OVER",
        "K_NO_POINTS",
    ]
)
_OPERANDS = frozenset(("NAME", "NUMBER", "LPAR"))


def describe(terminals: Iterable[str], words: Vocabulary, most: int = MOST) -> Both:
    """The expected things as a list, the telling ones first, at most `most`."""
    found = set(terminals)
    en: list[str] = []
    zh: list[str] = []

    def add(item: Both) -> None:
        if item.en not in en:
            en.append(item.en)
            zh.append(item.zh)

    for closing in ("RPAR", "RSQB", "RBRACE", "COLON"):
        if closing in found:
            add(Both(f"`{_SIGNS[closing]}`", f"“{_SIGNS[closing]}”"))
    if found >= {"PLUS", "STAR"}:
        found -= {"DOT", "LPAR", "K_ROUND"}
    if found >= _OPERANDS:
        add(Both("an expression", "表达式"))
        found -= {
            "NAME",
            "NUMBER",
            "LPAR",
            "MINUS",
            "DATE",
            "STRING",
            "WORD",
            "FUNCTION",
            "K_IF",
            "K_NOT",
            "K_YES",
            "K_NO",
            "LSQB",
        }
    if found >= METHODS:
        add(Both("a scoring method (pro_rata, bands …)", "评分方法（按比例、分档等）"))
        found -= METHODS | {"EQUALS"}
    if found >= _CLAUSES:
        add(Both("a clause (`target`, `score` …)", "条款（目标、评分等）"))
        found -= CLAUSE_WORDS
    if found >= _RELATIONS:
        add(Both("a comparison (`>=` …)", "比较符（“≥”等）"))
        found -= _RELATIONS | {"EQUALS"}
    if found >= {"PLUS", "STAR"}:
        add(Both("an operator (`+` …)", "运算符（“+”等）"))
        found -= _OPERATORS
    for terminal in sorted(found, key=_rank):
        if terminal in _PLAIN:
            add(_PLAIN[terminal])
        elif terminal in _SIGNS:
            add(Both(f"`{_SIGNS[terminal]}`", f"“{_SIGNS[terminal]}”"))
        elif terminal.startswith("K_"):
            for word in words.of_terminal(terminal)[:1]:
                add(Both(f"`{words.spelling(word, 'en')}`", f"“{words.spelling(word, 'zh')}”"))
    more = len(en) > most > 1
    return Both(", ".join(en[:most]) + (" …" if more else ""), "、".join(zh[:most]) + ("等" if more else ""))


def _rank(terminal: str) -> tuple[int, str]:
    if terminal in _SIGNS:
        return (0, terminal)
    if terminal in _PLAIN:
        return (2 if terminal == "NL" else 0, terminal)
    return (1, terminal)
