"""What a long run found: figures to print, and faults, of which there must be none."""

from collections.abc import Iterator
from dataclasses import dataclass, field


@dataclass
class Result:
    """`figures` are lines for the reader; `faults` make the run fail."""

    title: str
    figures: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def require(self, holds: bool, fault: str) -> None:
        if not holds:
            self.faults.append(fault)

    def lines(self) -> Iterator[str]:
        yield self.title
        yield from (f"  {line}" for line in self.figures)
        shown = self.faults[:20]
        yield from (f"  FAULT {fault[:2000]}" for fault in shown)
        if len(self.faults) > len(shown):
            yield f"  and {len(self.faults) - len(shown)} more faults"
