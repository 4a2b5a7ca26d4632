"""Facts and fields that must be filled in when a condition holds (须填 当): `偏差原因 : text required when 执行率 < 90%`.

In: the declarations with a condition, the facts or the fields of a list. Out: the same with the condition typed, to be judged when the rest
is calculated. Guarantees: the condition may read whatever the place can read, a row's named values too, but not the field itself; what
has a default or is a key is given anyway and asks for nothing.
"""

from collections.abc import Mapping

from evaldsl.checking.book import Book, Env, ListDraft, Row
from evaldsl.checking.expressions import condition
from evaldsl.checking.recorded import reads
from evaldsl.checking.wording import LONGEST, expr_text
from evaldsl.model import program as p
from evaldsl.records import evolve
from evaldsl.source import SourceFile
from evaldsl.syntax import nodes as n


def required_facts(book: Book) -> None:
    """Types the conditions of all facts."""
    for name, declared in book.fact_places.items():
        if name in book.facts and isinstance(declared.node, n.FactDecl) and declared.node.required is not None:
            book.used.add(("fact", name))
            env = Env(book, declared.source)
            book.facts[name] = _required(env, declared.node, book.facts[name], None)


def required_fields(book: Book, draft: ListDraft, source: SourceFile) -> Mapping[str, p.FactSpec]:
    """The fields of a list with their conditions."""
    env = Env(book, source, row=Row(draft.name.text, None))
    found = dict(draft.fields)
    for written in draft.node.fields:
        if written.required is not None:
            for name in written.names:
                if name.text in found:
                    found[name.text] = _required(env, written, found[name.text], draft.key)
    return found


def _required(env: Env, written: n.FactDecl, spec: p.FactSpec, key: str | None) -> p.FactSpec:
    assert written.required is not None
    span = written.required.span
    if written.default is not None or spec.name == key:
        env.report("E232", span, "key" if spec.name == key else None, name=spec.name)
        return spec
    typed = condition(env, written.required)
    if typed is None:
        return spec
    if any(ref.name == spec.name and not isinstance(ref, p.LetRef) for ref in reads(typed)):
        env.report("E233", span, name=spec.name)
        return spec
    written_so = " ".join(env.source.slice(span).split())
    text = expr_text(typed) if "#" in written_so or len(written_so) > LONGEST else written_so
    return evolve(spec, required=p.RequiredSpec(typed, text, env.where(span)))
