"""What a generator knows while it makes one ruleset: names, declared facts, units, and which constructs were made."""

from collections.abc import Callable, Sequence
from datetime import date
from fractions import Fraction

from tests.generators.choices import Choices
from tests.generators.decisions import decision_table
from tests.generators.names import Names
from tests.generators.spec import Day, Level, Note, Num, Rows, Spec, YesNoFact, decimal, literal

F = Fraction

FAMILIES: dict[str, tuple[tuple[str, F], ...]] = {
    "money": (("万元", F(10000)), ("元", F(1)), ("亿元", F(10**8)), ("千元", F(1000))),
    "area": (("平方米", F(1)), ("公顷", F(10000)), ("平方公里", F(10**6))),
    "people": (("人", F(1)), ("万人", F(10000))),
    "visits": (("人次", F(1)), ("万人次", F(10000))),
    "rate": (("元/人次", F(1)), ("万元/万人次", F(1))),
    "plain": (("", F(1)),),
    "percent": (("%", F(1, 100)),),
}


class Context:
    """See the module."""

    def __init__(self, ch: Choices, spec: Spec, names: Names) -> None:
        self.ch, self.spec, self.names = ch, spec, names
        self.each_method: str | None = None
        self.families = dict(FAMILIES)
        self.shared: dict[str, tuple[str, Num]] = {}
        """fact name → family and fact, for facts declared in `facts`."""
        self.ratios: list[str] = []
        """Names of lets that are quotients of like quantities, never negative."""
        self.levels: dict[str, Level] = {}
        self.order: tuple[str, list[str]] | None = None
        self.yes: list[str] = []
        self.days: list[str] = []
        self.words: tuple[str, str] | None = None
        """Declared bands as a function: its name, the ratio that it is asked for."""
        self.spans: list[tuple[str, str]] = []
        """Lets that are days or months between two dates, with their unit."""
        self.chosen_days: list[str] = []
        """Lets that are days."""
        self.adds = True
        """Whether the group at work is a sum."""
        self.readers: Callable[[], str | None] | None = None
        """Gives a condition that reads another node, where one may stand."""
        self.read: set[int] = set()
        self.moved_to: set[int] = set()
        """Nodes that are read, and nodes to which points may be moved: never both."""
        self.no_points = ""
        """ "scale" or "rating" where the result is no points."""

    def cover(self, construct: str) -> None:
        """Remember that a construct was made."""
        self.spec.covers.add(construct)

    def unit(self, family: str) -> tuple[str, F]:
        """A unit of a family."""
        return self.ch.pick(self.families[family])

    # ---- declared facts ----

    def shared_facts(self) -> None:
        """A few declared facts, a declared type, a new unit, lets over them."""
        ch, spec = self.ch, self.spec
        if ch.chance(30):
            new, big = ch.pick((("批件", "大批件"), ("pcs", "kpcs"), ("包", "箱包")))
            spec.declarations.append(f"«unit» {new}")
            spec.declarations.append(f"«unit» {big} = 12 {new}")
            self.families["new"] = ((new, F(1)), (big, F(12)))
            self.cover("unit declared")
        for _ in range(ch.pick((1, 2, 2, 3, 4))):
            self.number_fact(
                ch.pick(("money", "money", "people", "visits", "percent", "plain", *(["new"] if "new" in self.families else [])))
            )
        if ch.chance(60):
            self.number_fact("money", positive=True)
            self.number_fact("money", positive=True)
        if ch.chance(40):
            self.level_fact()
        if ch.chance(40):
            name = self.names.fresh()
            na = ch.chance(10)
            spec.facts.append(f"{name} : «yes_no»" + (" «may_be_na»" if na else ""))
            spec.known[name] = YesNoFact(na)
            self.yes.append(name)
            self.cover("yes_no fact")
        if ch.chance(25):
            name = self.names.fresh()
            spec.facts.append(f"{name} : «date»")
            spec.known[name] = Day([date(2023, 6, 30), date(2023, 12, 31), date(2024, 1, 1)])
            self.days.append(name)
            self.cover("date fact")
        if ch.chance(10):
            name = self.names.fresh()
            spec.facts.append(f"{name} : «text» «record_only»")
            spec.known[name] = Note()
            self.cover("record only")
        self.lets()
        if ch.chance(30):
            decision_table(self)
        if self.ratios and ch.chance(20):
            name = self.names.fresh("档")
            spec.declarations.append(f"«declarations.bands» {name} {{ >= 100%: 很高; >= 60%: 中等; «otherwise»: 很低 }}")
            self.words = name, ch.pick(self.ratios)
        if ch.chance(20):
            from tests.generators.histories import parameters

            parameters(self)
        if ch.chance(30):
            self.list_fact()
        if ch.chance(20):
            from tests.generators.costs import costs

            costs(self)
        if ch.chance(35):
            from tests.generators.costs import comparison

            comparison(self)

    def list_fact(self) -> None:
        """Declare a list, a named value of its rows, and figures over it that are shares, never negative."""
        ch, spec = self.ch, self.spec
        rows, key, up, down, more, rate = (self.names.fresh() for _ in range(6))
        (unit, _), (other, _) = self.unit("money"), self.unit("money")
        amounts = [F(5), F(1), F(50), F(10)]
        fields = {
            up: Num(unit, F(0), points=amounts),
            down: Num(other, F(0), None, True, points=amounts),
            more: Num(unit, F(0), points=amounts, has_default=True),
        }
        absent = ch.pick((f"«default» 0 {unit}", "«optional»"))
        spec.facts.append(
            f"{rows} : «list_of» {{ {key} : «number» «integer» «key»; {up} : {unit} >= 0; {down} : {other} > 0; {more} : {unit} >= 0 {absent} }}"
        )
        spec.known[rows] = Rows(key, fields)
        row = "r" if ch.chance(50) else "行内"
        spec.declarations.append(f"«for_each» {row} «in_list» {rows} {{ «let» {rate} = {row}.{up} / {down} }}")
        where = ""
        if ch.chance(60):
            sign = ch.pick((">", ">=", "<", "≤"))
            test = ch.pick(
                (f"{more} {sign} {ch.pick((5, 1, 10))} {unit}", f"{rate} {sign} {ch.pick((100, 50))}%", f"{up} {sign} 5 {other}")
            )
            where = f" «where» {test}"
            self.cover("aggregate where")
        over = f"«over_list» {rows}"
        for _ in range(ch.pick((1, 2, 2, 3))):
            name = self.names.fresh("率")
            kind = ch.pick(("sum", "average", "weighted_average", "median", "min", "max", "share", "share of rows", "count"))
            text = f"«functions.{kind}»({rate} {over}{where})"
            if kind == "sum":
                text = f"«functions.sum»({up} {over}{where}) / «functions.sum»({down} {over})"
            elif kind == "weighted_average":
                text = f"«functions.weighted_average»({rate} {over} «by» {ch.pick((up, down))}{where})"
            elif kind == "share":
                text = f"«functions.share»({up} {over}{where or f' «where» {more} > 1 {unit}'})"
            elif kind == "share of rows":
                text = f"«functions.share»({over}{where or f' «where» {more} > 1 {unit}'})"
            elif kind == "count":
                text = f"«functions.count»({over}{where}) * 20%"
            spec.declarations.append(f"«let» {name} = {text}")
            self.ratios.append(name)
            self.cover(f"aggregate {kind}")
        self.cover("list")
        if ch.chance(30):
            from tests.generators.measures import purchases

            purchases(self)
        if ch.chance(50):
            from tests.generators.peers import peers

            peers(self, rows, key, (up, down, more, rate), (unit, other))

    def number_fact(self, family: str, positive: bool = False) -> str:
        """Declare a number; return its name."""
        ch = self.ch
        unit, _ = self.unit(family)
        name = self.names.fresh()
        num = Num(unit)
        text = "«number»" if unit == "" else unit
        how = ch.integer(0, 3)
        if positive or how == 0:
            num.low, num.low_open = F(0), True
            text += " > 0"
        elif how == 1:
            num.low = F(0)
            text += f" >= {literal(F(0), unit)}"
        else:
            num.low, num.high = F(0), F(ch.pick((100, 1000, 500)))
            text += f" «in» 0{'%' if unit == '%' else ''} «range» {literal(num.high, unit)}"
        if unit in ("人", "人次", "") and ch.chance(40):
            num.integer = True
            text += " «integer»"
        elif ch.chance(30):
            num.decimals = ch.pick((2, 1, 4))
            text += f" «decimals» {num.decimals}" + (" «digits»" if ch.chance(50) else "")
        if not positive and ch.chance(10):
            num.has_default = True
            text += f" «default» {literal(F(1), unit)}"
            self.cover("default")
        elif not positive and ch.chance(8):
            num.na = True
            text += " «may_be_na»"
            self.cover("fact na")
        if ch.chance(15):
            text += ' «label» "' + name.strip("「」").replace("“", "").replace("”", "") + '"'
        self.spec.facts.append(f"{name} : {text}")
        self.spec.known[name] = num
        self.shared[name] = (family, num)
        return name

    def level_fact(self) -> None:
        """Declare a one-of fact, of a declared ordered type or not."""
        ch = self.ch
        name = self.names.fresh()
        if ch.chance(50):
            kind = self.names.fresh("档")
            members = [f"{m}{chr(0x7B49)}" for m in ("丁", "丙", "乙", "甲")][: ch.pick((4, 3, 2))]
            self.spec.declarations.append(f"«type» {kind} = «one_of» {{ {' < '.join(members)} }}")
            self.order = (name, members)
            text = kind
            self.cover("ordered type")
        else:
            members = ["达成了", "部分达成", "未达成"][: ch.pick((3, 2))]
            text = f"«one_of» {{ {'、'.join(members)} }}"
            self.cover("one of")
        level = Level(members, na=ch.chance(8))
        if level.na:
            text += " «may_be_na»"
        self.spec.facts.append(f"{name} : {text}")
        self.spec.known[name] = level
        self.levels[name] = level

    def lets(self) -> None:
        """Named values over the facts."""
        ch = self.ch
        for _ in range(ch.pick((0, 1, 1, 2))):
            money = [n for n, (f, v) in self.shared.items() if f == "money" and not v.na]
            below = [n for n in money if self.shared[n][1].low_open]
            if not below or len(money) < 2:
                return
            name = self.names.fresh("率")
            down = ch.pick(below)
            up = ch.pick([m for m in money if m != down])
            self.shared[up][1].alike += [(down, F(1)), (down, F(9, 10)), (down, F(6, 10))]
            how = ch.integer(0, 5)
            if how == 0 and len(money) > 2:
                other = ch.pick([m for m in money if m != down])
                self.spec.declarations.append(f"«let» {name} «by» {{ 甲口径: {up} / {down}; 乙口径: {other} / {down} }}")
                self.ratios += [f"{name}.甲口径", f"{name}.乙口径"]
                self.cover("let by")
            elif how == 1:
                self.spec.declarations.append(f"«let» {name} = ({up} / {down}) «round» «modes.half_up» {ch.pick((4, 2, 3))}")
                self.ratios.append(name)
                self.cover("round expression")
            elif how == 2 and len(money) > 2:
                other = ch.pick([m for m in money if m != down])
                self.spec.declarations.append(f"«let» {name} = ({up} + {other}) / (2 * {down})")
                self.ratios.append(name)
                self.cover("arithmetic")
            elif how == 3:
                self.spec.declarations.append(f"«let» {name} = «functions.min»({up}, {down}) / {down}")
                self.ratios.append(name)
                self.cover("min")
            elif how == 4:
                self.spec.declarations.append(f"«let» {name} = «if» {up} > {down} «then» {down} / {down} «else» {up} / {down}")
                self.ratios.append(name)
                self.cover("if")
            else:
                self.spec.declarations.append(f"«let» {name} = {up} / {down}" + (' «label» "率"' if ch.chance(30) else ""))
                self.ratios.append(name)
                self.cover("ratio let")

    # ---- conditions ----

    def condition(self) -> str | None:
        """A condition over the declared facts, or None when there is nothing to ask."""
        ch = self.ch
        first = self.simple_condition()
        if first is None:
            return None
        how = ch.integer(0, 9)
        if how == 0:
            self.cover("not")
            return f"«not» ({first})"
        if how in (1, 2):
            other = self.simple_condition() or first
            self.cover("and/or")
            return f"{first} «{ch.pick(('and', 'or'))}» {other}"
        return first

    def simple_condition(self) -> str | None:
        """One comparison."""
        ch = self.ch
        if self.readers is not None and ch.chance(35):
            found = self.readers()
            if found is not None:
                return found
        kinds: list[str] = []
        if self.shared:
            kinds += ["number", "number"]
        if self.levels:
            kinds += ["level", "level"]
        if self.yes:
            kinds += ["yes", "yes"]
        if self.ratios:
            kinds += ["ratio"]
        if self.days:
            kinds += ["day"]
        if self.spans:
            kinds += ["span"]
        if self.ratios:
            kinds += ["log"]
        if self.words:
            kinds += ["word", "word"]
        if not kinds:
            return None
        match ch.pick(kinds):
            case "number":
                name = ch.pick(list(self.shared))
                family, num = self.shared[name]
                at = F(ch.pick((5, 1, 50, 10)))
                num.points.append(at)
                if family == "percent" or ch.chance(80):
                    how = ch.integer(0, 5)
                    if how == 0:
                        self.cover("in interval")
                        num.points.append(at * 2)
                        closed = ch.integer(0, 3)
                        if closed == 0:
                            return f"{name} «in» {literal(at, num.unit)} «range» {literal(at * 2, num.unit)}"
                        return f"{name} «in» {'([['[closed - 1]}{literal(at, num.unit)}, {literal(at * 2, num.unit)}{'])]'[closed - 1]}"
                    if how == 1:
                        self.cover("chain")
                        num.points.append(at * 2)
                        return f"{literal(at, num.unit)} < {name} <= {literal(at * 2, num.unit)}"
                    sign = ch.pick((">=", ">", "<=", "<", "==", "!=", "≥", "≤", "="))
                    return f"{name} {sign} {literal(at, num.unit)}"
                unit, factor = self.unit(family)
                own = dict(self.families[family])[num.unit]
                if decimal_ok(at * own / factor):
                    self.cover("unit conversion")
                    return f"{name} > {literal(at * own / factor, unit)}"
                return f"{name} > {literal(at, num.unit)}"
            case "level":
                name = ch.pick(list(self.levels))
                level = self.levels[name]
                if self.order is not None and self.order[0] == name and ch.chance(50):
                    self.cover("level order")
                    return f"{name} {ch.pick(('>=', '<', '<=', '>'))} {ch.pick(level.members)}"
                if len(level.members) > 2 and ch.chance(40):
                    self.cover("in set")
                    return f"{name} «in» {{ {level.members[0]}, {level.members[1]} }}"
                return f"{name} {ch.pick(('==', '!=', '='))} {ch.pick(level.members)}"
            case "yes":
                name = ch.pick(self.yes)
                return name if ch.chance(50) else f"{name} == «{ch.pick(('yes', 'no'))}»"
            case "word":
                assert self.words is not None
                self.cover("bands as a function")
                return f"{self.words[0]}({self.words[1]}) {ch.pick(('==', '!='))} {ch.pick(('很高', '中等', '很低'))}"
            case "span":
                name, unit = ch.pick(self.spans)
                self.cover("condition on days or months")
                return f"{ch.pick((-1, 0))} {unit} < {name} <= {ch.pick((1, 30, 6))} {unit}"
            case "log":
                self.cover("condition on a logarithm")
                return f"(«functions.ln»({ch.pick(self.ratios)} + 1) «round» «modes.half_up» 3) {ch.pick(('>=', '<'))} 0.693"
            case "day":
                return f"{ch.pick(self.days)} <= 2023-12-31"
            case _:
                return f"{ch.pick(self.ratios)} {ch.pick(('>=', '<', '>', '<='))} {ch.pick((100, 90, 60))}%"


def decimal_ok(value: F) -> bool:
    """Finite with few digits."""
    return (value * 10**8).denominator == 1


def texts(values: Sequence[F], unit: str) -> list[str]:
    """Figures with their unit."""
    return [literal(v, unit) if unit else decimal(v) for v in values]
