"""Named values and methods, typed when they are first needed.

In: `Let` and `MethodDecl` declarations. Out: `LetSpec`s and `Function`s, remembered in the book. Circles are found before by
`order`, so that nothing here waits for itself; a method sees nothing but its parameters and its own lets.
"""

from evaldsl.checking.arithmetic import no_real
from evaldsl.checking.book import Book, Declared, Env
from evaldsl.checking.expressions import fitted, infer
from evaldsl.checking.facts import type_of
from evaldsl.checking.names import WORDS
from evaldsl.diagnostics.core import Both, Label
from evaldsl.model import program as p
from evaldsl.model.types import Type
from evaldsl.syntax import nodes as n


def typed_let(book: Book, name: str) -> p.LetSpec | None:
    """The let of a key (`预算完成率`, `执行率.年初口径`), or None when it has been refused."""
    if name in book.let_specs:
        return book.let_specs[name]
    if name in book.busy or name in book.broken:
        return None
    declared = book.lets[name]
    node = declared.node
    if isinstance(node, n.ParameterDecl):
        from evaldsl.checking.parameters import typed_parameter

        book.busy.add(name)
        book.let_specs[name] = typed_parameter(book, name, declared)
        book.busy.discard(name)
        return book.let_specs[name]
    assert isinstance(node, (n.Let, n.LetCase))
    book.busy.add(name)
    env, make = Env(book, declared.source), book.makers.get(name)
    expr = make(env) if make is not None else None if node.expr is None else infer(env, node.expr)
    book.busy.discard(name)
    label = node.label.value if isinstance(node, n.Let) and node.label else ""
    owner = book.case_places.get(name.partition(".")[0])
    whole = owner.node if isinstance(node, n.LetCase) and owner is not None else node
    texts = (whole.basis, whole.supplied) if isinstance(whole, n.Let) else ((), ())
    basis, supplied = (tuple(t.value for t in found) for found in texts)
    spec = None if expr is None else p.LetSpec(name, expr, expr.type, label, declared.where, basis, supplied)
    book.let_specs[name] = spec
    return spec


def typed_method(book: Book, name: str) -> p.Function | None:
    """A method by name, or None when it has been refused."""
    if name in book.functions:
        return book.functions[name]
    if name in book.busy or name in book.broken:
        return None
    declared = book.methods[name]
    book.busy.add(name)
    made = _method(book, declared)
    book.busy.discard(name)
    book.functions[name] = made
    return made


def _method(book: Book, declared: Declared) -> p.Function | None:
    node = declared.node
    if isinstance(node, n.Norm):
        from evaldsl.checking.norms import tiered

        return tiered(book, declared, node)
    assert isinstance(node, n.MethodDecl)
    env = Env(book, declared.source, pure=True)
    parameters: list[tuple[str, Type]] = []
    known: dict[str, p.Expr | None] = {}
    whole = True
    for parameter in node.parameters:
        name = parameter.name.text
        if name in known:
            env.report("E202", parameter.name.span, "local", name=name)
            continue
        whole = _free(env, parameter.name) and whole
        found = type_of(env, parameter.type)
        known[name] = None if found is None else p.Local(name, found[0], declared.source.where(parameter.name.span))
        if found is not None:
            parameters.append((name, found[0]))
    lets: list[p.LetSpec] = []
    for let in node.lets:
        if let.name.text in known:
            env.report("E202", let.name.span, "local", name=let.name.text)
            continue
        whole = _free(env, let.name) and whole
        if let.expr is None:
            env.report("E406", let.span, clause=Both("let … by", "令 … 按"), spot=Both("a method", "方法"))
            continue
        inside = Env(book, declared.source, locals=dict(known), pure=True)
        expr = infer(inside, let.expr)
        where = declared.source.where(let.name.span)
        known[let.name.text] = None if expr is None else p.Local(let.name.text, expr.type, where)
        if expr is not None:
            lets.append(p.LetSpec(let.name.text, expr, expr.type, let.label.value if let.label else "", where))
    result = type_of(env, node.result)
    inside = Env(book, declared.source, locals=dict(known), pure=True)
    what = Both(f"the result of {node.name.text}", f"方法“{node.name.text}”的结果")
    body = infer(inside, node.expr) if result is None else fitted(inside, node.expr, result[0], what)
    if (
        not whole
        or body is None
        or result is None
        or any(x is None for x in known.values())
        or len(parameters) < len(node.parameters)
    ):
        return None
    if not no_real(inside, [body], node.expr.span):
        return None
    label = node.label.value if node.label else ""
    return p.Function(node.name.text, tuple(parameters), tuple(lets), body, result[0], label, declared.where)


def _free(env: Env, name: n.Name) -> bool:
    """Whether a local name hides nothing."""
    book = env.book
    if name.text in WORDS and not name.quoted:
        return True
    outer = book.fact_places.get(name.text) or book.lets.get(name.text) or book.methods.get(name.text)
    if outer is not None and outer.own:
        env.report("E204", name.span, None, (Label(outer.where, "first", {"name": name.text}),), name=name.text)
        return False
    return True
