"""The questions are decided: by facts that settle them, by what follows from other answers, by the solver.

In: a program, its questions, a time limit a question. Out: an `Answer` each, in the order of the questions. Guarantees: every answer that shows facts
was confirmed by the interpreter from the text that is shown; what the encoding cannot say is unknown with its reason; no question takes longer than a
few times its limit, whatever the ruleset; an answer does not depend on which other questions are asked.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from json import dumps, loads
from typing import Any, assert_never

from evaldsl.evaluation.state import Run
from evaldsl.model import program as p
from evaldsl.proving.answers import Answer, How, Verdict
from evaldsl.proving.asked import (
    Always,
    ByLaw,
    Computes,
    Graded,
    InBounds,
    Marks,
    Moves,
    OfTwo,
    OutOfReach,
    Question,
    Sometimes,
    Steps,
)
from evaldsl.proving.asking import Proved, Refuted, Undecided, first_refutation
from evaldsl.proving.asking import decide as solver_decides
from evaldsl.proving.confirming import Shown, confirmed, differs
from evaldsl.proving.encoding import Encoding, encoding_of
from evaldsl.proving.encoding import OutOfReach as Beyond
from evaldsl.proving.facts import JUDGED
from evaldsl.proving.formulas import Asking, Truths, differing, formulas
from evaldsl.proving.mixing import Part, between, together
from evaldsl.proving.questions import questions_of
from evaldsl.proving.scouting import ANSWERED, Found, any_differs, scouted, shown_by
from evaldsl.records import evolve
from evaldsl.trials.files import written
from evaldsl.trials.strategies import Pools, file_of, made, pools_of, unsupported, walked

LONGEST = 300
"""A value of a fact file is shown so far among the facts that matter."""


def decide(program: p.Program, questions: Sequence[Question], limit: float) -> Iterator[Answer]:
    """The answers, one at a time."""
    deciding = Deciding(program, questions, limit)
    for question in questions:
        yield deciding.answer(question)


class Deciding:
    """The state of a ruleset being decided: its formulas, what ordinary facts settle, the answers so far."""

    def __init__(self, program: p.Program, questions: Sequence[Question], limit: float) -> None:
        self.program = program
        self.questions = questions
        self.limit = limit
        self._encoding: Encoding | Beyond | None = None
        self._reached: dict[str, Found] | None = None
        self._broken: dict[str, Found] | None = None
        self._answers: dict[str, Answer] = {}
        self._every: dict[str, Question] | None = None
        self._pools: Pools | None = None
        self._mixed: tuple[tuple[Part, ...], frozenset[str]] | None = None

    def answer(self, question: Question) -> Answer:
        """The answer to a question; asked twice, it is decided once."""
        if question.id not in self._answers:
            self._answers[question.id] = self._decided(question)
        return self._answers[question.id]

    def _decided(self, question: Question) -> Answer:
        match question.ask:
            case ByLaw():
                return Answer(question, Verdict.PROVED, How.LAW)
            case OutOfReach(reason=reason):
                return Answer(question, Verdict.UNKNOWN, reason=reason)
            case Sometimes() | Marks() | Graded():
                return self._existing(question)
            case Moves(path=path) if path is not None and not question.ask.exact:
                return self._printed(question)
            case InBounds() | Computes():
                parts = self._by_parts(question)
                return parts if parts is not None else self._asked(question)
            case Moves():
                return self._moving(question)
            case Always() | Steps() | OfTwo():
                return self._asked(question)
            case _:
                assert_never(question.ask)

    # ---- what is proved of all facts ----

    def _asked(self, question: Question) -> Answer:
        """The solver is asked; where it gives no answer, ordinary facts may still refute."""
        answer = self._solved(question)
        if answer.verdict is Verdict.UNKNOWN:
            if self._broken is None:
                self._broken = scouted(
                    self.program, self._drawn(), [q for q in self.questions if not isinstance(q.ask, ANSWERED)]
                )
            if question.id in self._broken:
                return self._by_facts(question, self._broken[question.id], Verdict.REFUTED)
        return answer

    def _solved(self, question: Question) -> Answer:
        """What the solver says: no facts, these facts, or no answer."""
        encoding = self._encoded()
        if isinstance(encoding, Beyond):
            return Answer(question, Verdict.UNKNOWN, reason=encoding.reason, place=encoding.where)
        try:
            found = formulas(encoding, question.ask)
        except Beyond as error:
            return Answer(question, Verdict.UNKNOWN, reason=error.reason, place=error.where)
        except RecursionError:
            return Answer(question, Verdict.UNKNOWN, reason="too_large")
        reason = ""
        for asking in found:
            answer = self._one(question, asking)
            if answer.verdict is Verdict.REFUTED:
                return answer
            reason = answer.reason if answer.verdict is Verdict.UNKNOWN and not reason else reason
        return Answer(question, Verdict.UNKNOWN, reason=reason) if reason else Answer(question, Verdict.PROVED)

    def _one(self, question: Question, asking: Asking) -> Answer:
        """Whether facts are found that make something hold: PROVED there are none, REFUTED these are some."""
        for make in asking.wider:
            wider = make()
            if wider is not None and self._none(wider):
                return Answer(question, Verdict.PROVED)
        encodings, constraints = asking.constraints()
        seen: list[Shown] = []

        def confirm(runs: Sequence[Run]) -> bool:
            shown = confirmed(question.ask, runs)
            if shown is not None:
                seen.append(shown)
            return shown is not None

        found = first_refutation(encodings, constraints, confirm, self.limit)
        match found:
            case Proved():
                return Answer(question, Verdict.PROVED)
            case Undecided(reason=reason):
                return Answer(question, Verdict.UNKNOWN, reason=reason)
            case Refuted(files=files):
                shown, names = seen[-1], [sorted(one.reads(*constraints)) for one in encodings]
                varied = tuple(varied_of(text, each) for text, each in zip(files, names, strict=True))
                return Answer(
                    question, Verdict.REFUTED, How.SOLVER, files, varied, shown.figures, "", shown.place, shown.code
                )  # fmt: skip
            case _:
                assert_never(found)

    def _none(self, truths: Truths) -> bool:
        """Whether no values make truths hold."""
        encoding = self._encoded()
        assert not isinstance(encoding, Beyond)
        return isinstance(solver_decides((encoding,), truths, self.limit), Proved)

    # ---- what facts are asked to show ----

    def _existing(self, question: Question) -> Answer:
        """Ordinary facts are tried first; else the solver finds some, or proves that there are none."""
        if self._reached is None:
            self._reached = scouted(self.program, self._drawn(), [q for q in self.questions if isinstance(q.ask, ANSWERED)])
        if question.id in self._reached:
            return self._by_facts(question, self._reached[question.id], Verdict.PROVED)
        encoding = self._encoded()
        if isinstance(encoding, Beyond):
            return Answer(question, Verdict.UNKNOWN, reason=encoding.reason, place=encoding.where)
        if isinstance(question.ask, Marks | Graded):
            whole = self._of_whole(question, encoding)
            if whole is not None:
                return whole
        found: Answer | None = None
        ways = len(question.ask.any_of) if isinstance(question.ask, Sometimes) else 1
        for way in range(ways):
            answer = self._way(question, encoding, way)
            if answer.verdict is Verdict.REFUTED:
                return evolve(answer, verdict=Verdict.PROVED, how=How.FACTS)
            found = answer if answer.verdict is Verdict.UNKNOWN and found is None else found
        if found is not None:
            return found
        if isinstance(question.ask, Sometimes) and question.ask.elsewhere:
            return Answer(question, Verdict.UNKNOWN, reason="inside")
        return Answer(question, Verdict.REFUTED)

    def _way(self, question: Question, encoding: Encoding, way: int) -> Answer:
        """One way in which facts may show it."""
        ask = question.ask
        asked = evolve(ask, any_of=(ask.any_of[way],)) if isinstance(ask, Sometimes) else ask
        try:
            found = formulas(encoding, asked)
        except Beyond as error:
            return Answer(question, Verdict.UNKNOWN, reason=error.reason, place=error.where)
        except RecursionError:
            return Answer(question, Verdict.UNKNOWN, reason="too_large")
        answer = Answer(question, Verdict.PROVED)
        for asking in found:  # of full and no marks the parts first, which imply the whole; then the whole decides
            answer = self._one(question, asking)
            if answer.verdict is Verdict.REFUTED:
                return answer
        return answer

    def _of_whole(self, question: Question, encoding: Encoding) -> Answer | None:
        """What the marks of the indicators say of the whole: together they may show it; of a plain sum one that never has them excludes them."""
        parts, never = self._parts(encoding)
        end = question.id.rpartition(":")[2]
        if isinstance(question.ask, Marks):
            if end in never and all(plain_sum(encoding, path) and not_rounded(encoding, path) for path in groups_of(encoding)):
                return Answer(question, Verdict.REFUTED, How.PARTS)
            files = iter([together(self._simplest(), parts, [end] * len(parts))])
        else:
            files = between(self._simplest(), parts)
        for file in files if parts else ():
            text = written(file) + "\n"
            shown = shown_by(self.program, text, question)
            if shown is not None:
                names = sorted({name for part in parts for name in part.names})
                return Answer(question, Verdict.PROVED, How.FACTS, (text,), (varied_of(text, names),), shown.figures)
        return None

    def _parts(self, encoding: Encoding) -> tuple[tuple[Part, ...], frozenset[str]]:
        """The indicators with fact files that give them full marks and none, and which of these ends some indicator never has."""
        if self._mixed is None:
            parts: list[Part] = []
            never: set[str] = set()
            for path, plan in encoding.plan.nodes.items():
                if plan.node.method is None:
                    continue
                asked = {end: self._questions().get(f"marks:{path}:{end}") for end in ("full", "none")}
                answers = {end: self.answer(q) for end, q in asked.items() if q is not None}
                never |= {end for end, a in answers.items() if a.verdict is Verdict.REFUTED}
                with suppress(Beyond):
                    names = tuple(sorted(encoding.reads(path)))
                    parts.append(Part(names, {end: a.files[0] for end, a in answers.items() if a.files}))
            self._mixed = tuple(parts), frozenset(never)
        return self._mixed

    def _simplest(self) -> dict[str, Any]:
        """The simplest fact file."""
        pools = self._drawn()
        return {} if pools is None else file_of(made(pools, 0, []), self.program)

    def _by_facts(self, question: Question, found: Found, verdict: Verdict) -> Answer:
        """An answer that ordinary facts gave."""
        names: Sequence[str] = found.names
        encoding = self._encoded()
        if not isinstance(encoding, Beyond) and not isinstance(question.ask, OfTwo):
            try:
                truths = [x for one in formulas(encoding, question.ask) for x in one.constraints()[1]]
                names = sorted(encoding.reads(*truths))
            except (Beyond, RecursionError):  # what has no formula is shown by what is out of the ordinary
                names = found.names
        shown = found.shown
        varied = (varied_of(found.text, names),)
        return Answer(question, verdict, How.FACTS, (found.text,), varied, shown.figures, "", shown.place, shown.code)

    # ---- what follows from other answers ----

    def _printed(self, question: Question) -> Answer:
        """Rounding keeps order: what is proved of the exact score holds of the printed one, where both files cut it at the same weight."""
        encoding, path = self._encoded(), question.subject
        if isinstance(encoding, Beyond) or not steady(encoding, path):
            return self._moving(question)
        exact = self._questions().get(question.id.removesuffix("printed") + "exact")
        if exact is not None and exact.id != question.id and self.answer(exact).verdict is Verdict.PROVED:
            return Answer(question, Verdict.PROVED, How.ROUNDING)
        return self._moving(question)

    def _moving(self, question: Question) -> Answer:
        """A direction; a strict one needs two files that differ besides."""
        answer = self._asked(question)
        ask, encoding = question.ask, self._encoded()
        if answer.verdict is not Verdict.PROVED or not isinstance(ask, Moves) or not ask.strict or isinstance(encoding, Beyond):
            return answer
        if any_differs(self.program, self._drawn(), ask):
            return answer
        encodings, truths = differing(encoding, ask).constraints()
        found = first_refutation(encodings, truths, lambda runs: differs(ask, runs), self.limit)
        match found:
            case Refuted():
                return answer
            case Proved():
                return Answer(question, Verdict.REFUTED, reason="constant")
            case Undecided(reason=reason):
                return Answer(question, Verdict.UNKNOWN, reason=reason)
            case _:
                assert_never(found)

    def _by_parts(self, question: Question) -> Answer | None:
        """A plain sum of indicators that are always there: what is proved of each of them holds of it. None where that says nothing."""
        path, encoding = question.subject, self._encoded()
        if isinstance(question.ask, Computes) and question.ask.path is not None and not isinstance(encoding, Beyond):
            below = encoding.plan.nodes[path].node.children
            asked_below = (self._questions().get(f"computed:{child.path}") for child in below)
            for answer in (self.answer(q) for q in asked_below if q is not None):
                shown = shown_by(self.program, answer.files[0], question) if answer.files else None
                if shown is not None:  # what a part shows, the whole shows as well
                    return evolve(answer, question=question, figures=shown.figures, place=shown.place, code=shown.code)
        if isinstance(question.ask, Computes) and (question.ask.path is None or (not path and not plainly_graded(self.program))):
            return None
        if isinstance(encoding, Beyond) or path not in encoding.plan.nodes or not plain_sum(encoding, path):
            return None
        node = encoding.plan.nodes[path].node
        kinds = ("bounds",) if isinstance(question.ask, InBounds) else ("bounds", "computed")
        for child in node.children:
            for kind in kinds:
                asked = self._questions().get(f"{kind}:{child.path}")
                if asked is None or self.answer(asked).verdict is not Verdict.PROVED:
                    return None
        return Answer(question, Verdict.PROVED, How.PARTS)

    # ---- made once ----

    def _questions(self) -> dict[str, Question]:
        """All questions of the ruleset by id, whatever was asked: answers rest on others."""
        if self._every is None:
            self._every = {q.id: q for q in (*questions_of(self.program), *self.questions)}
        return self._every

    def _drawn(self) -> Pools | None:
        """What facts are drawn from; None where they cannot be drawn."""
        if self._pools is None and not unsupported(self.program):
            self._pools = pools_of(self.program)
        return self._pools

    def _encoded(self) -> Encoding | Beyond:
        if self._encoding is None:
            try:
                self._encoding = encoding_of(self.program)
            except Beyond as error:
                self._encoding = error
            except RecursionError:
                self._encoding = Beyond("too_large")
        return self._encoding


def groups_of(encoding: Encoding) -> list[str]:
    """The groups of a ruleset by path, the whole among them."""
    return [path for path, plan in encoding.plan.nodes.items() if plan.node.method is None]


def not_rounded(encoding: Encoding, path: str) -> bool:
    """Whether a group is exactly what its children add up to."""
    rounding = encoding.plan.nodes[path].node.rounding
    return rounding is None or not rounding.named


def plain_sum(encoding: Encoding, path: str) -> bool:
    """Whether a group adds up children that are always there, rounds to no more than it weighs, and has no veto."""
    node = encoding.plan.nodes[path].node
    adds = node.combine is None or node.combine.kind is p.CombineKind.SUM
    limited = isinstance(node.result, p.PointsResult) and not node.result.unlimited
    if not (node.children and adds and limited) or node.scaled_from is not None or node.vetoes or node.applies is not None:
        return False
    try:
        return all(z3_false(encoding.absent(child.path)) for child in node.children) and z3_false(encoding.absent(path))
    except Beyond:
        return False


def steady(encoding: Encoding, path: str) -> bool:
    """Whether a node counts the same for all facts, so that its rounding is cut at one weight; places on a scale are cut at its end."""
    node = encoding.plan.nodes[path].node
    if not isinstance(node.result, p.PointsResult):
        return True
    try:
        return encoding.moved_in(path)[1] is False and (node.weight is None or isinstance(node.weight, p.Const))
    except Beyond:
        return False


def plainly_graded(program: p.Program) -> bool:
    """Whether there is nothing to be said of the whole besides bands with fixed limits, which `check` has found complete (E414)."""
    ends = [e for cut in program.grades for e in (cut.low, cut.high) if e is not None]
    vetoes = [v for one in walked(program.root) for v in one.vetoes if v.effect != "zero"]
    return all(isinstance(e, p.Const) for e in ends) and not (program.grade_rules or program.outcomes or vetoes)


def z3_false(truth: Any) -> bool:
    """Whether a truth never holds, as it is written."""
    return str(truth) == "False"


def varied_of(text: str, names: Sequence[str]) -> tuple[str, ...]:
    """The facts and judgements of a fact file that matter, a line each."""
    file: Mapping[str, Any] = loads(text)
    found: list[str] = []
    for name in names:
        path = name.removeprefix(JUDGED)
        given = file.get("judged", {}).get(path) if path != name else file.get("facts", {}).get(name)
        if isinstance(given, dict):
            given = next((given[key] for key in ("points", "share", "not_applicable") if key in given), "")
        if given is None:
            continue
        text = given if isinstance(given, str) else dumps(given, ensure_ascii=False)
        found.append(f"{path} = {text if len(text) <= LONGEST else text[:LONGEST] + '…'}")
    return tuple(found)
