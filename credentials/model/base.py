"""How every object of the specification becomes JSON and comes back from it, without losing a member.

The classes only list their members; the makers below say what each may hold. Names are the specification's in
snake case. Not here: what a well-formed object is (`structure.py`).
"""

from collections.abc import Mapping
from dataclasses import MISSING, Field, dataclass, field, fields
from typing import Any, ClassVar, Self, TypeVar

from credentials.errors import StructureError

Json = Mapping[str, Any]
_CLASSES: dict[str, type["SpecObject"]] = {}
_MEMBERS: dict[str, Mapping[str, Field[Any]]] = {}
_T = TypeVar("_T", bound="SpecObject")


@dataclass(frozen=True, kw_only=True)
class SpecObject:
    """Base: `to_dict` and `from_dict` by the fields of the class, in their order."""

    extra: Json = field(default_factory=dict)
    """Members this class does not name, and those it names that stood there as null or an empty list."""

    compact: frozenset[str] | None = field(default=None, repr=False, compare=False)
    """JSON names of the members that may be many and stand as one value, not a list; None: as the class usually
    writes them. A signed text must come back as it was."""

    usually_compact: ClassVar[frozenset[str]] = frozenset()

    def __init_subclass__(cls) -> None:
        _CLASSES[cls.__name__] = cls

    def to_dict(self) -> dict[str, Any]:
        """The JSON object; absent and empty members are left out."""
        result: dict[str, Any] = {}
        compact = self.usually_compact if self.compact is None else self.compact
        for name, spec in members(type(self)).items():
            value = getattr(self, spec.name)
            if value is None or value == ():
                continue
            single = name in compact and isinstance(value, tuple) and len(value) == 1
            result[name] = _plain(value[0] if single else value)
        return result | {name: _plain(value) for name, value in self.extra.items()}

    @classmethod
    def from_dict(cls, data: Json) -> Self:
        """The object of JSON `data`; a missing `type` is filled in.

        StructureError when a member that must be there is missing, or one that must be an object is none.
        """
        return _read(cls, data, "$")

    @classmethod
    def chosen(cls, data: Json) -> "SpecClass":
        """The class for `data` where this one is expected: some say in their `type` which they are."""
        return cls


SpecClass = type[SpecObject]


def members(cls: type[SpecObject]) -> Mapping[str, Field[Any]]:
    """The fields of a class by JSON name."""
    found = _MEMBERS.get(cls.__name__)
    if found is None:
        named = [spec for spec in fields(cls) if spec.name not in ("extra", "compact")]
        found = {spec.metadata.get("json") or _camel(spec.name): spec for spec in named}
        _MEMBERS[cls.__name__] = found
    return found


def _camel(name: str) -> str:
    head, *rest = name.split("_")
    return head + "".join(word.capitalize() for word in rest)


def _plain(value: Any) -> Any:
    if isinstance(value, SpecObject):
        return value.to_dict()
    if isinstance(value, Mapping):
        return {name: _plain(item) for name, item in value.items()}
    return [_plain(item) for item in value] if isinstance(value, tuple | list) else value


def _read(cls: type[_T], data: Any, path: str) -> _T:
    if not isinstance(data, Mapping):
        raise StructureError("structure.not_object", path=path)
    named = members(cls)
    told = {name: named[name] for name in named if name in data and data[name] is not None and data[name] != []}
    for name, spec in named.items():
        if name not in told and spec.default is MISSING and spec.default_factory is MISSING:
            raise StructureError("structure.missing", path=path, name=name)
    known = {spec.name: _parsed(spec, data[name], f"{path}.{name}") for name, spec in told.items()}
    alone = {name for name, spec in told.items() if spec.metadata["many"] and not isinstance(data[name], list | tuple)}
    return cls(
        **known,
        extra={name: value for name, value in data.items() if name not in told},
        compact=cls.usually_compact.difference(told) | alone,
    )


def _parsed(spec: Field[Any], value: Any, path: str) -> Any:
    rule = spec.metadata
    if isinstance(value, list | tuple) and rule["many"] != rule["or_many"]:
        return tuple(_item(rule, item, f"{path}[{index}]") for index, item in enumerate(value))
    item = _item(rule, value, path)
    return (item,) if rule["many"] else item


def _item(rule: Mapping[str, Any], value: Any, path: str) -> Any:
    if not rule["kind"] or (rule["or_text"] and isinstance(value, str)):
        return value
    kind = _CLASSES[rule["kind"]]
    return _read(kind.chosen(value) if isinstance(value, Mapping) else kind, value, path)


def _rule(kind: str, *, json: str = "", many: bool = False, or_many: bool = False, or_text: bool = False) -> Any:
    return {"kind": kind, "json": json, "many": many, "or_many": or_many, "or_text": or_text}


def one(kind: str = "", *, or_text: bool = False, or_many: bool = False) -> Any:
    """A member that may be absent: an object of class `kind`, or any value when no class is named."""
    return field(default=None, metadata=_rule(kind, or_text=or_text, or_many=or_many))


def need(kind: str = "", *, or_text: bool = False) -> Any:
    """A member that must be there."""
    return field(metadata=_rule(kind, or_text=or_text))


def many(kind: str = "", *default: str, json: str = "") -> Any:
    """A member that is a list, kept as a tuple; `default` are the texts it holds unless something else is said."""
    return field(default=default, metadata=_rule(kind, json=json, many=True))


def types(*names: str) -> Any:
    """The `type` of a class: the names that an object of it must carry."""
    return many("", *names)
