"""Questions and wishes of a group, gathered under the words that several of them share (DIF-05).

No model and no network: the same questions always give the same summary, and every question stays readable in full.
Not here: rows.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

STEM = 6
"""Letters of a word that count, so that `leerling` and `leerlingen` are one."""
LEAST = 4
"""Shorter words say too little."""
WORD = re.compile(r"[^\W\d_]+")
#: Words of questions that are about nothing: Dutch, French, English.
EMPTY = frozenset(
    WORD.findall(
        """
        aan alle alleen altijd ander andere anders beetje ben bent best beter bijvoorbeeld daar daarna deze
        dingen doen doet door echt eens eigen elke enkel erg even gaan gaat geen graag goed goede groep haar
        hebben heeft heel hier hoeveel hun iemand iets ieder iedere jouw jullie kan kennen komen komt krijgen
        kunnen kunt laat laten maak maar maken meer meest mijn misschien moet moeten mogen naar niet nodig nog
        omdat onder onze over soms snel steeds tegen tijdens toch tussen veel vaak vanuit verder vind volgende
        voor vraag vragen waar waarom wanneer want wat weet welk welke werken werkt weten wil willen worden
        wordt zal zelf zelfs zich zien zijn zonder zoals zou zouden avec aussi autre autres avoir cela cette
        comment dans dont elle encore etre faire fait leur mais meme mon nous notre peut peux plus pour pourquoi
        quand quel quelle quels question sans savoir ses sont tous tout toute tres une vous votre about also
        been could does from have help into know like make more much need other question should some that their
        them then there they this want what when where which will with would your
        """
    )
)


@dataclass(frozen=True)
class Theme:
    """One word that several people used, and the numbers of their questions."""

    word: str
    """As it was written most often, in small letters."""
    numbers: tuple[int, ...]


@dataclass(frozen=True)
class Gathered:
    """Themes, what most people ask first; `rest` are the questions that share a word with no other."""

    themes: tuple[Theme, ...]
    rest: tuple[int, ...]


def gather(texts: Sequence[str]) -> Gathered:
    """Put each question under one theme: the word that most of the questions not placed yet have in common."""
    words = [_stems(text) for text in texts]
    left = set(range(len(texts)))
    themes: list[Theme] = []
    while (stem := _most_shared(words, left)) is not None:
        numbers = tuple(number for number in sorted(left) if stem in words[number])
        themes.append(Theme(_spelling(stem, [words[number] for number in numbers]), numbers))
        left -= set(numbers)
    return Gathered(tuple(themes), tuple(sorted(left)))


def _stems(text: str) -> Mapping[str, str]:
    """The words of a question that say something: stem to the first way it is written."""
    found: dict[str, str] = {}
    for word in WORD.findall(text.lower()):
        plain = "".join(one for one in unicodedata.normalize("NFD", word) if not unicodedata.combining(one))
        if len(plain) >= LEAST and plain not in EMPTY:
            found.setdefault(plain[:STEM], word)
    return found


def _most_shared(words: Sequence[Mapping[str, str]], left: set[int]) -> str | None:
    """Shared by two at least; of several the longest stem, then the first by alphabet, so the answer is always one."""
    counts: dict[str, int] = {}
    for number in left:
        for stem in words[number]:
            counts[stem] = counts.get(stem, 0) + 1
    shared = [stem for stem, count in counts.items() if count > 1]
    return min(shared, key=lambda stem: (-counts[stem], -len(stem), stem), default=None)


def _spelling(stem: str, several: Sequence[Mapping[str, str]]) -> str:
    written = [words[stem] for words in several]
    return min(written, key=lambda word: (-written.count(word), len(word), word))
