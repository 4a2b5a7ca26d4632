"""Frozen records: the plain data that flows between the stages of a run.

They behave as `attrs.frozen` classes do (keyword or positional construction, equality by class and fields, hash, `match`
by position, no assignment), but cost next to nothing until they are used: importing attrs and building the hundred classes
of the model takes longer than a whole run with a warm cache. So `__init__` is compiled at the first construction, which
unpickling a checked program never needs. Type checkers see a dataclass transform.

Guarantees: a field with `eq=False` takes no part in equality or hash, one with `hash=False` none in the hash.
"""

from collections.abc import Callable
from operator import attrgetter
from typing import Any, TypeVar, dataclass_transform

T = TypeVar("T")


class FrozenRecordError(AttributeError):
    """A record was assigned to; records never change (see `evolve`)."""


class _Nothing:
    """Stands for "no default" where None may be one."""


_NOTHING = _Nothing()


class _Field:
    """What `field` says of one field."""

    __slots__ = ("default", "eq", "factory", "hash", "repr")

    def __init__(self, default: Any, factory: Callable[[], Any] | None, eq: bool, hash: bool, repr: bool) -> None:
        self.default, self.factory, self.eq, self.hash, self.repr = default, factory, eq, hash, repr


def field(
    *, default: Any = _NOTHING, factory: Callable[[], Any] | None = None, eq: bool = True, hash: bool = True, repr: bool = True
) -> Any:
    """A field with a default (or a factory of one), or left out of equality, hash or repr."""
    return _Field(default, factory, eq, hash and eq, repr)


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def frozen(cls: type[T]) -> type[T]:
    """Makes a class with annotated fields a frozen record."""
    stated = cls.__dict__
    fields: dict[str, _Field] = {}
    for name in stated.get("__annotations__", {}):
        default = stated.get(name, _NOTHING)
        fields[name] = default if isinstance(default, _Field) else _Field(default, None, True, True, True)
        if default is not _NOTHING:
            delattr(cls, name)
    names = tuple(fields)
    made: Any = cls
    made.__record_fields__ = fields
    setattr(made, "__match_args__", names)  # noqa: B010 (mypy guards the name)
    made.__init__ = _init_later(made)
    made.__eq__ = _equality(made, [n for n in names if fields[n].eq])
    made.__hash__ = _hash(made, [n for n in names if fields[n].hash])
    made.__setattr__ = _refuse
    made.__delattr__ = _refuse
    if "__repr__" not in stated:
        made.__repr__ = _repr
    return cls


def evolve(record: T, /, **changes: Any) -> T:
    """The same record with some fields changed."""
    made: Any = type(record)
    return made(**{name: changes.pop(name, getattr(record, name)) for name in made.__record_fields__}, **changes)  # type: ignore[no-any-return]


def field_names(cls: type) -> tuple[str, ...]:
    """The names of a record's fields, in order."""
    found: Any = cls
    return tuple(found.__record_fields__)


def _init_later(cls: Any) -> Callable[..., None]:
    def __init__(self: Any, *args: Any, **kwargs: Any) -> None:
        cls.__init__ = _compiled_init(cls.__name__, cls.__record_fields__)
        cls.__init__(self, *args, **kwargs)

    return __init__


def _compiled_init(name: str, fields: dict[str, _Field]) -> Callable[..., None]:
    scope: dict[str, Any] = {"NOTHING": _NOTHING}
    parameters, body = ["self"], ["    d = self.__dict__"]
    for i, (attribute, spec) in enumerate(fields.items()):
        if spec.factory is not None:
            scope[f"make{i}"] = spec.factory
            parameters.append(f"{attribute}=NOTHING")
            body.append(f"    d[{attribute!r}] = make{i}() if {attribute} is NOTHING else {attribute}")
            continue
        if spec.default is not _NOTHING:
            scope[f"default{i}"] = spec.default
            parameters.append(f"{attribute}=default{i}")
        else:
            parameters.append(attribute)
        body.append(f"    d[{attribute!r}] = {attribute}")
    exec(f"def __init__({', '.join(parameters)}):\n" + "\n".join(body), scope)
    made: Callable[..., None] = scope["__init__"]
    made.__qualname__ = f"{name}.__init__"
    return made


def _equality(cls: Any, names: list[str]) -> Callable[[Any, object], bool]:
    if not names:
        return lambda self, other: True if other.__class__ is cls else NotImplemented
    key = attrgetter(*names)

    def __eq__(self: Any, other: object) -> bool:
        if other.__class__ is not cls:
            return NotImplemented
        return self is other or bool(key(self) == key(other))

    return __eq__


def _hash(cls: Any, names: list[str]) -> Callable[[Any], int]:
    if not names:
        return lambda self: hash(cls)
    key = attrgetter(*names)
    return lambda self: hash((cls, key(self)))


def _refuse(self: Any, name: str, *_: Any) -> None:
    raise FrozenRecordError(f"{type(self).__name__}.{name}: a record never changes")


def _repr(self: Any) -> str:
    shown = (f"{n}={getattr(self, n)!r}" for n, spec in self.__record_fields__.items() if spec.repr)
    return f"{type(self).__name__}({', '.join(shown)})"
