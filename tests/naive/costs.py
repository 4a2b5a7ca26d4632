"""Norms and cost sheets, worked out from the top to the bottom as on paper."""

from collections.abc import Callable
from fractions import Fraction

from evaldsl.syntax import nodes as n
from tests.naive.expressions import NA, NC, Row, Value, World, gone
from tests.naive.figures import Q, rounded
from tests.naive.units import of

F = Fraction
CLASSES = ("新设", "下降", "上升", "不变", "取消")
ALSO = {
    "share": "占比", "rank": "位次", "direct": "直接费用", "allowed": "限额", "over_norm": "超定额", "before": "原标准",
    "reduction": "压减金额", "reduction_rate": "压减率", "class": "归类", "count": "计数",
}  # fmt: skip


def declare_costs(world: World, norms: list[n.Norm], tables: list[n.Norms], sheets: list[n.Cost], facts: list[n.Facts]) -> None:
    """Puts every figure of norms and sheets into the world, under all the names it may be asked by."""
    for norm in norms:
        declare_norm(world, norm, "", CLASSES)
    for table in tables:
        words = tuple(x.text for x in table.classes.words) if table.classes is not None and table.classes.words else CLASSES
        classes = [declare_norm(world, norm, f"{table.name.text}.", words) for norm in table.norms]
        for word in words:
            put(world, f"{table.name.text}.{word}", lambda word=word, found=classes: count(found, word))
        in_force = sum(x.value is not None or x.parameter is not None or x.dated is not None for x in table.norms)
        put(world, f"{table.name.text}.count", lambda k=in_force: Q(F(k)))
    for sheet in sheets:
        declare_sheet(world, sheet, facts)


def put(world: World, name: str, make: Callable[[], Value]) -> None:
    """A figure, under its name in both languages."""
    world.made[name] = make
    head, _, last = name.rpartition(".")
    if last in ALSO:
        world.made[f"{head}.{ALSO[last]}"] = make


def count(classes: list[Callable[[], Value] | None], word: str) -> Value:
    """How many norms are of a class."""
    found = [make() for make in classes if make is not None]
    return gone(*found) or Q(F(sum(x == word for x in found)))


def declare_norm(world: World, norm: n.Norm, prefix: str, words: tuple[str, ...]) -> Callable[[], Value] | None:
    """One norm; its class comes back."""
    key = prefix + norm.name.text
    if norm.parameter is not None:
        world.tiers[norm.name.text] = lambda size: tier(world, norm, size)
        return None
    value, before = norm.value, norm.replaces
    if norm.dated is not None:  # its rate is a value by date of the same name
        value = n.Ref(n.Path((n.Name(key, norm.name.span),), norm.name.span), norm.name.span)
    if value is not None and norm.dated is None:
        put(world, key, lambda: world.eval(value, {}))
    if before is not None:
        put(world, f"{key}.before", lambda: world.eval(before, {}))

    def cut() -> Value:
        assert value is not None
        assert before is not None
        a, b = world.eval(before, {}), world.eval(value, {})
        missing = gone(a, b)
        if missing:
            return missing
        x, y = world.number(a), world.number(b)
        if x.dims != y.dims:  # then the change of the unit is stated: the figures as they are printed
            x = Q(x.v / x.step * y.step, y.dims, y.step)
        return x._replace(v=x.v - y.v)

    def rate() -> Value:
        assert before is not None
        assert value is not None
        found, old, new = cut(), world.eval(before, {}), world.eval(value, {})
        missing = gone(found, old)
        if missing:
            return missing
        x, y = world.number(found), world.number(old)
        if y.dims != x.dims:
            y = Q(y.v / y.step * world.number(new).step, x.dims)
        return Q(x.v / y.v, (), F(1, 100)) if y.v else NC

    def word() -> Value:
        if value is None:
            return words[4]
        if before is None:
            return words[0]
        found = cut()
        if gone(found):
            return found
        size = world.number(found).v
        return words[1] if size > 0 else words[2] if size < 0 else words[3]

    if value is not None and before is not None:
        put(world, f"{key}.reduction", cut)
        put(world, f"{key}.reduction_rate", rate)
    put(world, f"{key}.class", word)
    return word


def tier(world: World, norm: n.Norm, size: Value) -> Value:
    """The rate of the tier that holds a size."""
    if gone(size):
        return size
    for line in norm.tiers:
        match line.test:
            case n.Otherwise():
                holds = True
            case n.IntervalTest(interval=i):
                holds = world.inside(size, i, {}) is True
            case n.RelationTest(relation=relation, limit=limit):
                holds = world.compare(relation, size, world.eval(limit, {})) is True
        if holds:
            return world.eval(line.result, {})
    return NC


# ---- sheets ----------------------------------------------------------------------------------------------------------


def declare_sheet(world: World, sheet: n.Cost, facts: list[n.Facts]) -> None:
    """Every figure of a sheet; they are all worked out when the first is asked for."""
    done: dict[str, Value] = {}

    def figures() -> dict[str, Value]:
        if not done:
            done.update(work_out(world, sheet, facts))
        return done

    for name in names(sheet, facts):
        put(world, f"{sheet.name.text}.{name}", lambda name=name: figures()[name])
    for item in sheet.items:  # the amount of a row, for whoever asks a row for it
        for rows in item.items if isinstance(item, n.CostPart) else (item,):
            if isinstance(rows, n.CostRows) and rows.expr is not None:
                made = rows.expr if sheet.mode is None else n.RoundExpr(rows.expr, sheet.mode, sheet.digits, rows.span)
                for row in world.lists[rows.list.text]:
                    row.exprs[rows.amount.text] = made


def members(rows: n.CostRows, facts: list[n.Facts]) -> tuple[str, ...]:
    """The parts that a column of a list gives."""
    if rows.part is None:
        return ()
    listed = next(x for f in facts for x in f.lists if rows.list.text in [y.text for y in x.names])
    field = next(x for x in listed.fields if rows.part.text in [y.text for y in x.names])
    assert isinstance(field.type.type, n.OneOfType)
    return tuple(x.text for x in field.type.type.members)


def names(sheet: n.Cost, facts: list[n.Facts]) -> list[str]:
    """The names of all figures of a sheet."""
    found = ["direct", "direct.share", "allowed", "over_norm"]
    for item in sheet.items:
        heads: list[str] = []
        lines: list[n.CostLine] = []
        match item:
            case n.CostRows():
                heads += members(item, facts) or (item.list.text,)
            case n.CostPart():
                heads.append(item.name.text)
                lines += [x for x in item.items if isinstance(x, n.CostLine)]
            case n.CostLine():
                lines.append(item)
            case n.CostFee():
                heads.append(item.name.text)
        found += [f"{h}{tail}" for h in heads for tail in ("", ".share", ".rank")]
        for line in lines:
            tails = ("", ".share", ".rank", ".allowed", ".over_norm")
            found += [f"{line.name.text}{tail}" for tail in tails]
            if isinstance(item, n.CostPart):
                found += [f"{item.name.text}.{line.name.text}{tail}" for tail in tails]
    if sheet.total is not None:
        found.append(sheet.total.name.text)
    return found


def work_out(world: World, sheet: n.Cost, facts: list[n.Facts]) -> dict[str, Value]:
    """The sheet from the first line to the total, then shares and order."""
    dims, factor = of(sheet.unit.text, world.units)
    found: dict[str, Value] = {}
    above: dict[str, Value] = {}
    sections: list[str] = []
    allowed: list[Value] = []
    over: list[Value] = []

    def money(v: Value) -> Value:
        if isinstance(v, Q):
            size = v.v if sheet.mode is None else rounded(v.v / factor, sheet.mode, sheet.digits) * factor
            return Q(size, dims, factor)
        return v

    def add(values: list[Value]) -> Value:
        return gone(*values) or Q(sum((world.number(v).v for v in values), F(0)), dims, factor)

    direct: list[Value] = []

    def line(x: n.CostLine, prefix: str) -> Value:
        made = money(world.eval(x.expr, scope()))
        found[prefix + x.name.text] = found[x.name.text] = above[x.name.text] = made
        if x.against is not None:
            most = money(world.eval(x.against, scope()))
            more = gone(made, most) or Q(max(F(0), world.number(made).v - world.number(most).v), dims, factor)
            for name in (prefix + x.name.text, x.name.text):
                found[f"{name}.allowed"], found[f"{name}.over_norm"] = most, more
            allowed.append(most)
            over.append(more)
        return made

    def scope() -> dict[str, Value]:
        base = add(direct)
        return {**above, "direct": base, "直接费用": base}

    def rows(x: n.CostRows, member: str | None) -> Value:
        taken: list[Value] = []
        for row in world.lists[x.list.text]:
            holds: Value = True if x.where is None else world.true(x.where, row)
            if holds is True and member is not None and x.part is not None:
                holds = row[x.part.text] if gone(row[x.part.text]) else row[x.part.text] == member
            amount = _amount(world, x, row)
            if holds is True and not gone(amount):
                taken.append(money(amount))
        return add(taken)

    for item in sheet.items:
        match item:
            case n.CostLine():
                direct.append(line(item, ""))
                sections.append(item.name.text)
            case n.CostFee():
                found[item.name.text] = above[item.name.text] = money(world.eval(item.expr, scope()))
                sections.append(item.name.text)
            case n.CostPart():
                name = item.name.text
                inner = [line(x, f"{name}.") if isinstance(x, n.CostLine) else rows(x, None) for x in item.items]
                found[name] = above[name] = add(inner)
                direct.append(found[name])
                sections.append(name)
            case n.CostRows():
                for member in members(item, facts) or (None,):
                    name = member or item.list.text
                    found[name] = above[name] = rows(item, member)
                    direct.append(found[name])
                    sections.append(name)
    assert sheet.total is not None
    total = found[sheet.total.name.text] = add([found[x] for x in sections])
    found["direct"] = add(direct)
    for name in [x for x in found if not x.endswith((".allowed", ".over_norm"))]:
        found[f"{name}.share"] = gone(found[name], total) or _share(world, found[name], total)
    for name in sections:
        others = [found[x] for x in sections]
        found[f"{name}.rank"] = gone(*others) or Q(F(1 + sum(world.number(x).v > world.number(found[name]).v for x in others)))
    if over:
        found["allowed"], found["over_norm"] = add(allowed), add(over)
    return found


def _amount(world: World, rows: n.CostRows, row: Row) -> Value:
    """What a row amounts to."""
    return world.eval(rows.expr, row) if rows.expr is not None else row[rows.amount.text]


def _share(world: World, part: Value, total: Value) -> Value:
    """Part ÷ total."""
    whole = world.number(total).v
    return Q(world.number(part).v / whole, (), F(1, 100)) if whole else NC


# ---- comparisons -----------------------------------------------------------------------------------------------------

CHANGES = ("新增", "取消", "增加", "减少", "不变")


def declare_comparisons(world: World, comparisons: list[n.Comparison], every: list[n.ForEach]) -> None:
    """Joined lists, made when they are asked for."""
    for one in comparisons:
        lets = {let.name.text: let.expr for each in every if each.list.text == one.name.text for let in each.lets if let.expr}
        aliases = {each.alias.text for each in every if each.list.text == one.name.text}
        world.lists.later[one.name.text] = lambda one=one, lets=lets, aliases=aliases: joined(world, one, lets, aliases)


def joined(world: World, one: n.Comparison, lets: dict[str, n.Expr], aliases: set[str]) -> list[Row]:
    """Both sides by key; what one side lacks is not there, and nothing is taken for zero."""
    words = tuple(x.text for x in one.classes.words) if one.classes is not None and one.classes.words else CHANGES
    column = one.classes.name.text if one.classes is not None else "变化"
    sides: list[dict[Value, Value]] = []
    for side in (one.before, one.after):
        found: dict[Value, Value] = {}
        for row in world.lists[side.list.text]:
            holds: Value = True if side.where is None else world.true(side.where, row)
            if holds is False:
                continue
            key = row[one.by.text]
            found[key] = NC if key in found else holds if gone(holds) else world.eval(side.expr, row)
        sides.append(found)
    before, after = sides
    rows: list[Row] = []
    for key in [*before, *(x for x in after if x not in before)]:
        old, new = before.get(key, NA), after.get(key, NA)
        change: Value = gone(old, new) or Q(world.number(new).v - world.number(old).v)
        if key not in before or key not in after:
            word: Value = words[0 if key not in before else 1]
        else:
            word = change if gone(change) else words[2 if world.number(change).v > 0 else 3 if world.number(change).v < 0 else 4]
        fields: dict[str, Value] = {one.by.text: key, one.before.name.text: old, one.after.name.text: new, column: word}
        if one.difference is not None:
            fields[one.difference.text] = gone(old, new) or world.number(new)._replace(v=world.number(change).v)
        if one.rate is not None:
            fields[one.rate.text] = gone(old, new) or _share(world, change, old)
        rows.append(Row(world, fields, lets, aliases))
        rows[-1].key = one.by.text
    return rows
