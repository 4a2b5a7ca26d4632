"""All questions of a ruleset: what every ruleset is asked, and what its properties claim.

In: a checked program and its properties. Out: `Question`s in the order of the report (topic by topic, each in the order of writing), with ids
that stay the same while the ruleset says the same. `chosen` keeps those that a list of words names. Guarantees: no solver is asked, and every
question has its place in the ruleset; a ruleset whose indicators come with the facts is asked what can be asked of it before.
"""

from collections.abc import Iterator, Sequence

from evaldsl.model import program as p
from evaldsl.model.trials import PropertySpec
from evaldsl.proving import reachable, standard
from evaldsl.proving.asked import Computes, Question, Topic
from evaldsl.proving.stated import claim_questions
from evaldsl.proving.words import TOPICS


def questions_of(program: p.Program, properties: Sequence[PropertySpec] = ()) -> tuple[Question, ...]:
    """Every question of a ruleset."""
    found = list(_all(program, tuple(properties)))
    order = {topic: i for i, topic in enumerate(Topic)}
    return tuple(sorted(found, key=lambda q: order[q.topic]))


def _all(program: p.Program, properties: tuple[PropertySpec, ...]) -> Iterator[Question]:
    if program.root.children:
        for chain in chains(program.root):
            yield from standard.node_questions(program, chain)
            yield from reachable.of_node(chain)
    for name, let in program.lets.items():
        if not isinstance(let.expr, p.Const):
            ask = Computes(let.expr, None)
            yield Question(f"computed:let:{name}", Topic.COMPUTED, name, standard.COMPUTED, let.where, ask)
    for i, check in enumerate(program.checks):
        ask = Computes(check.condition, None)
        name = check.name or str(i + 1)
        yield Question(f"computed:check:{name}", Topic.COMPUTED, name, standard.CHECKED, check.where, ask)
    yield from reachable.of_whole(program)
    yield from claim_questions(program, properties)


def chains(root: p.Node) -> Iterator[tuple[p.Node, ...]]:
    """Every node with the groups around it, parents first."""
    waiting: list[tuple[p.Node, ...]] = [(root,)]
    while waiting:
        chain = waiting.pop()
        yield chain
        waiting += [(*chain, child) for child in reversed(chain[-1].children)]


def chosen(questions: Sequence[Question], words: Sequence[str]) -> tuple[Question, ...]:
    """The questions that any of the words names: a topic in either language, or a part of the id, subject or words of a question."""
    if not words:
        return tuple(questions)
    return tuple(q for q in questions if any(_named(q, word.strip()) for word in words))


def _named(question: Question, word: str) -> bool:
    topic = TOPICS[question.topic]
    if word.lower() in (question.topic.value, topic.en.lower(), topic.zh):
        return True
    return any(word in text for text in (question.id, question.subject, question.words.en, question.words.zh))
