"""The raw parse tree between grammar and lowering: rule names with their tokens, every token kept."""

from evaldsl.source import Span
from evaldsl.syntax.tokens import Token


class Tree:
    """A rule of the grammar with what it was made of, in order."""

    __slots__ = ("children", "data")

    def __init__(self, data: str, children: "list[Tree | Token]") -> None:
        self.data, self.children = data, children

    @property
    def trees(self) -> "list[Tree]":
        """The children that are trees."""
        return [c for c in self.children if isinstance(c, Tree)]

    def tree(self, *names: str) -> "Tree | None":
        """The first child that is a tree of one of these rules."""
        return next((c for c in self.children if isinstance(c, Tree) and c.data in names), None)

    def token(self, *types: str) -> Token | None:
        """The first child that is a token of one of these types."""
        return next((c for c in self.children if isinstance(c, Token) and c.type in types), None)

    def tokens(self, *types: str) -> list[Token]:
        """The children that are tokens of one of these types."""
        return [c for c in self.children if isinstance(c, Token) and c.type in types]

    def need(self, *types: str) -> Token:
        """The first child that is a token of one of these types; the grammar guarantees one."""
        found = self.token(*types)
        assert found is not None, (self.data, types)
        return found


def span(part: Tree | Token) -> Span:
    """The place of a tree or token in the text."""
    first: Tree | Token = part
    while isinstance(first, Tree):
        first = first.children[0]
    last: Tree | Token = part
    while isinstance(last, Tree):
        last = last.children[-1]
    return Span(first.start, last.end)
