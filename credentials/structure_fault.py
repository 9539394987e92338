"""One thing wrong with a document: where, which rule, which section of the specification."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from credentials.reasons import sentence

Path = tuple[str | int, ...]
_PLAIN_NAME = re.compile(r"@?[A-Za-z_][\w-]*", re.ASCII)
_SHOWN = 60


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong: `path` such as `$.credentialSubject.achievement.name`, `code` and `params` as in reasons,
    `section` the class or section of the specification."""

    path: str
    code: str
    section: str
    params: Mapping[str, str] = field(default_factory=dict)

    @property
    def message(self) -> str:
        """The fault as an English sentence."""
        return sentence(self.code, {"path": self.path, **self.params})

    def to_dict(self) -> dict[str, str]:
        """For a program: path, rule, section of the specification, sentence."""
        return {"path": self.path, "rule": self.code, "section": self.section, "message": self.message}


def fault(path: Path, code: str, section: str, **params: str) -> Fault:
    """The fault at `path`, given as names and indexes from the root."""
    return Fault(json_path(path), code, section, {name: shown(value) for name, value in params.items()})


def json_path(path: Path) -> str:
    """`$.evidence[0].name`; a name that is no plain word stands in brackets and quotes, and a long one is cut."""
    return "$" + "".join(map(_step, path))


def at(document: Any, path: Path) -> Any:
    """The value of `document` at `path`."""
    for step in path:
        document = document[step]
    return document


def shown(text: str) -> str:
    """`text`, cut where a hostile one would fill a page."""
    return text if len(text) <= _SHOWN else text[:_SHOWN] + "…"


def _step(step: str | int) -> str:
    if isinstance(step, int):
        return f"[{step}]"
    return f".{step}" if len(step) <= _SHOWN and _PLAIN_NAME.fullmatch(step) else f"[{shown(step)!r}]"


def listed(value: Any) -> list[Any]:
    """`value` as the list it would be were it not compacted."""
    return value if isinstance(value, list) else [value]


def texts(values: list[Any]) -> list[str]:
    """Those of `values` that are texts."""
    return [value for value in values if isinstance(value, str)]
