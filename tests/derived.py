"""Documents that are made from data: docs/vocabulary.md from grammar/keywords.toml, docs/diagnostics.md from the catalogue.

`python -m tests.derived --write` writes them; without it names those that are not up to date and returns 1.
"""

import sys
import tomllib

from evaldsl.diagnostics.catalogue import entries
from tests.pipeline import ROOT

TITLES = {
    "declarations": ("Declarations", "声明"),
    "clauses": ("Clauses", "子句"),
    "glue": ("Glue words", "虚词"),
    "methods": ("Scoring methods", "评分办法"),
    "combines": ("Ways to combine", "合成方式"),
    "modes": ("Rounding modes", "舍入方式"),
    "types": ("Types", "类型"),
    "words": ("Words inside formulas", "公式中的词"),
    "functions": ("Functions", "函数"),
    "columns": ("Heads of a form", "自评表的栏目"),
    "table_columns": ("Heads of a decision table or scorecard", "决策表、评分卡的栏目"),
}

LAYERS = {
    "E1": ("How a ruleset is written", "规则的写法"),
    "E2": ("Names", "名称"),
    "E3": ("Units and types", "单位与类型"),
    "E4": ("The laws of a ruleset", "规则集的规矩"),
    "E5": ("Fact files", "数据文件"),
    "E6": ("Evaluation", "计算"),
    "E9": ("Files and the command line", "文件与命令行"),
    "W": ("Warnings", "提醒"),
}


def vocabulary() -> str:
    """docs/vocabulary.md."""
    table = tomllib.loads((ROOT / "grammar" / "keywords.toml").read_text(encoding="utf-8"))
    out = [
        "# Vocabulary / 词汇表",
        "",
        "Every word of the language in both vocabularies. The first spelling is the one that `evaldsl fmt` writes; the others are read alike. Both may be mixed in one file.",
        "",
        "每个词的英文与中文写法。第一种是 `evaldsl fmt` 写出的，其余的同样读得懂；两种可在一个文件里混用。",
        "",
        "This page is made from `grammar/keywords.toml`.",
    ]
    for section, words in table.items():
        en, zh = TITLES.get(section, (section, section))
        out += ["", f"## {en} / {zh}", "", "| English | 中文 |", "|---|---|"]
        out += [f"| {_spellings(word['en'])} | {_spellings(word['zh'])} |" for word in words.values()]
    return "\n".join(out) + "\n"


def _spellings(words: list[str]) -> str:
    first, *others = (f"`{word}`" for word in words)
    return first + (f" ({'、'.join(others)})" if others else "")


def diagnostics() -> str:
    """docs/diagnostics.md."""
    out = [
        "# Diagnostics / 提示一览",
        "",
        "Every code has a page with an example and its mend: `evaldsl explain E301`. Codes are never reused.",
        "",
        "每个代码都有一页说明，附例子和改法：`evaldsl explain E301 --lang zh`。代码不重复使用。",
    ]
    for layer, (en, zh) in LAYERS.items():
        found = [e for e in entries().values() if e.code.startswith(layer)]
        if found:
            out += ["", f"## {en} / {zh}", "", "| | | |", "|---|---|---|"]
            out += [
                f"| [{e.code}](../evaldsl/diagnostics/pages/{e.code}.md) | {_cell(e.title.en)} | {_cell(e.title.zh)} |"
                for e in found
            ]
    return "\n".join(out) + "\n"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


DERIVED = {"vocabulary.md": vocabulary, "diagnostics.md": diagnostics}


def main(arguments: list[str]) -> int:
    """`--write` writes; without it says what is stale."""
    write, stale = "--write" in arguments, 0
    for name, make in DERIVED.items():
        path, text = ROOT / "docs" / name, make()
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            stale += 1
            print(f"{'written' if write else 'stale'}: docs/{name}")
            if write:
                path.write_text(text, encoding="utf-8")
    return 0 if write or not stale else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
