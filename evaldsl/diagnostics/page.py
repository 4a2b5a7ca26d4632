"""The page of a code: what it means, why the language insists, how to mend it, with an example.

In: a code, a language. Out: the page's text in that language, made from `pages/<CODE>.md`, which holds both.
"""

from pathlib import Path

from evaldsl.diagnostics.catalogue import entries

FOLDER = Path(__file__).parent / "pages"

_CAPTIONS = {
    "evaldsl bad": ("A ruleset that causes it", "会出错的规则集"),
    "json bad": ("A fact file that causes it", "会出错的事实文件"),
    "console bad": ("On the command line", "在命令行中"),
    "text": ("What is printed", "输出"),
    "evaldsl good": ("The ruleset mended", "改正后的规则集"),
    "json good": ("The fact file mended", "改正后的事实文件"),
    "console good": ("Then it runs", "这样便可以运行"),
}


def all_codes() -> tuple[str, ...]:
    """Every code, in order."""
    return tuple(sorted(entries()))


def page(code: str, lang: str = "en") -> str | None:
    """The page of a code in a language; None when there is no such code."""
    if code not in entries():
        return None
    path = FOLDER / f"{code}.md"
    text = path.read_text(encoding="utf-8") if path.is_file() else _bare(code)
    title, sections = _sections(text)
    english, _, chinese = title.removeprefix("# ").removeprefix(code).partition(" / ")
    heading = f"{code} {(chinese or english).strip() if lang == 'zh' else english.strip()}"
    prose = sections.get("中文" if lang == "zh" else "English", "")
    example = _example(sections.get("Example", ""), 1 if lang == "zh" else 0)
    return "\n\n".join(part for part in (heading, prose, example) if part) + "\n"


def _bare(code: str) -> str:
    entry = entries()[code]
    return f"# {code} {entry.title.en} / {entry.title.zh}\n"


def _sections(text: str) -> tuple[str, dict[str, str]]:
    """The title line, and the text under each `## heading` (a `##` inside a fence is text)."""
    title, *lines = text.splitlines()
    sections: dict[str, list[str]] = {}
    current: list[str] = []
    fenced = False
    for line in lines:
        if line.startswith("```"):
            fenced = not fenced
        if line.startswith("## ") and not fenced:
            current = sections.setdefault(line[3:].strip(), [])
        else:
            current.append(line)
    return title, {name: "\n".join(body).strip("\n") for name, body in sections.items()}


def _example(text: str, index: int) -> str:
    """The fences of an example as indented blocks with captions."""
    out: list[str] = []
    fenced = False
    for line in text.splitlines():
        if line.startswith("```"):
            fenced = not fenced
            if fenced:
                caption = _caption(line[3:].strip())[index]
                out += ["", f"{caption}{'：' if index else ':'}", ""] if caption else [""]
        else:
            out.append(("    " + line).rstrip() if fenced else line)
    lines: list[str] = []
    for line in out:
        if line or (lines and lines[-1]):
            lines.append(line)
    return "\n".join(lines).strip("\n")


def _caption(info: str) -> tuple[str, str]:
    _, _, file = info.partition(" file=")
    return (f"Beside it, {file}", f"旁边的 {file}") if file else _CAPTIONS.get(info, ("", ""))
