"""Texts that invented participants hand in, put together from `work.txt` so that no two are alike.

Not here: handing in.
"""

import re
from functools import cache
from importlib.resources import files

CLASSES = {
    "arduino": ("4 elektriciteit", "3 elektromechanica", "5 auto", "4 koeltechniek", "6 mechanica"),
    "toetsen": ("6 haarzorg", "3 restaurant", "5 verzorging", "5 auto", "4 logistiek"),
    "denken": ("4 hout", "3 restaurant", "5 bouw"),
}
#: The subject that the class in the same place has.
SUBJECTS = {
    "arduino": ("elektrische installaties", "sturingen", "autotechniek", "koeltechniek", "mechanica"),
    "toetsen": ("haarzorg", "voeding", "personenzorg", "autotechniek", "logistiek"),
    "denken": ("houtbewerking", "grootkeuken", "bouw"),
}
LESSON_PLAN = """Lesplan

Klas: {klas}
Vak: {vak}
Tijd: 2 lesuren

1. Begin (10 min): wat kennen ze al, wat willen ze weten
2. Voordoen (10 min): een werkend voorbeeld, met vragen in plaats van uitleg
3. Zelf doen (50 min): per twee, met rollen die halverwege wisselen
4. Vergelijken (15 min): verwachting naast meting
5. Besluit (15 min): wat is nog onduidelijk, wat doen we de volgende keer
"""


@cache
def _parts() -> dict[str, list[list[str]]]:
    """For each kind of module its parts in order, each with its variants."""
    found: dict[str, list[list[str]]] = {}
    for line in files("lms.demo").joinpath("work.txt").read_text(encoding="utf-8").splitlines():
        heading = re.match(r"== (\w+) \w+\Z", line)
        if heading:
            found.setdefault(heading.group(1), []).append([])
            variants = found[heading.group(1)][-1]
        elif line and not line.startswith("#"):
            variants.append(line)
    return found


def _filled(text: str, kind: str, number: int) -> str:
    place = number % len(SUBJECTS[kind])
    return (
        text.replace("{klas}", CLASSES[kind][place])
        .replace("{vak}", SUBJECTS[kind][place])
        .replace("{aantal}", str(9 + number % 11))
    )


def work(kind: str, number: int, parts: int | None = None) -> str:
    """The text of participant `number`; with `parts` only its beginning, as of a draft."""
    chosen = [
        variants[(number * (place + 1) + number // len(variants) + place) % len(variants)]
        for place, variants in enumerate(_parts()[kind])
    ]
    return _filled("\n\n".join(chosen[:parts]), kind, number)


def lesson_plan(kind: str, number: int) -> bytes:
    """A short plan as a text file."""
    return _filled(LESSON_PLAN, kind, number).encode()
