"""Frozen records behave as the plain data classes that they replace."""

import pickle

import pytest

from evaldsl.records import FrozenRecordError, evolve, field, field_names, frozen


@frozen
class Point:
    x: int
    y: int = 0
    tags: dict[str, str] = field(factory=dict, hash=False)
    note: str = field(default="", eq=False)

    @property
    def sum(self) -> int:
        return self.x + self.y


@frozen
class Other:
    x: int
    y: int = 0


@frozen
class Nothing:
    pass


def test_construction_defaults_and_match() -> None:
    assert Point(1, y=2).sum == 3
    assert Point(1).tags == {}
    assert Point(1).tags is not Point(1).tags
    match Point(4, 5):
        case Point(x, y):
            assert (x, y) == (4, 5)
    with pytest.raises(TypeError):
        Point()  # type: ignore[call-arg]
    with pytest.raises(TypeError):
        Point(1, z=2)  # type: ignore[call-arg]


def test_equality_and_hash() -> None:
    assert Point(1, 2, note="a") == Point(1, 2, note="b")
    assert Point(1, 2) != Point(1, 3)
    assert Point(1, 2) != Other(1, 2)
    assert hash(Point(1, tags={"a": "b"})) == hash(Point(1))
    assert Point(1, tags={"a": "b"}) != Point(1)
    assert Nothing() == Nothing()
    assert len({Nothing(), Nothing()}) == 1


def test_frozen_and_evolve() -> None:
    point = Point(1)
    with pytest.raises(FrozenRecordError):
        point.x = 2  # type: ignore[misc]
    with pytest.raises(FrozenRecordError):
        del point.x
    assert evolve(point, y=7) == Point(1, 7)
    with pytest.raises(TypeError):
        evolve(point, z=7)
    assert field_names(Point) == ("x", "y", "tags", "note")


def test_pickle_and_repr() -> None:
    point = Point(1, 2, {"a": "b"}, note="n")
    assert pickle.loads(pickle.dumps(point)) == point
    assert repr(point) == "Point(x=1, y=2, tags={'a': 'b'}, note='n')"
