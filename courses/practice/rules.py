"""Decisions about practice work that need no database: what is missing, what is late, what the outcome is.

Not here: quiz rules (`quiz_rules`), and what a file may be (`courses.files.rules`).
"""

import difflib
import enum
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urlsplit

from courses.errors import N_
from courses.practice.models import SubmissionState

MAX_TEXT = 100_000
"""Characters of a text; about 15,000 words."""
MAX_COMMENT = 10_000
"""Characters of a comment by a trainer."""
MAX_LINK = 2000
MAX_COMPARED = 250_000
"""Pairs of sentences; a text of 500 sentences against another. Above that a text is new or not as a whole."""

ALIKE = 0.4
"""Share of words that two sentences have in common before single words are marked; below it the whole is new."""


class GapKind(enum.StrEnum):
    NOTHING = "nothing"
    WORDS = "words"
    LINK = "link"
    FILES = "files"
    PUPILS = "pupils"
    UNCHANGED = "unchanged"


@dataclass(frozen=True)
class Gap:
    """One thing that still stands between a draft and handing in, as a sentence for its maker."""

    kind: GapKind
    message: str
    """A msgid."""
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Asked:
    """What an assignment accepts and asks."""

    text: bool = True
    link: bool = True
    files: bool = True
    min_words: int = 0
    max_files: int = 6


@dataclass(frozen=True)
class Work:
    """The content of a draft or an attempt; files by their row ids."""

    text: str = ""
    link: str = ""
    files: frozenset[int] = frozenset()
    pictures: bool = False
    """Whether there is a photo or film among the files."""
    pupils_said: bool = True
    """Whether the maker said who can be recognised in them."""

    @property
    def empty(self) -> bool:
        return not (self.text.strip() or self.link.strip() or self.files)


def count_words(text: str) -> int:
    """Words as people count them: runs of letters or digits; a hyphen or apostrophe inside does not split."""
    return len(re.findall(r"\w+(?:['’\-]\w+)*", text))


def link_is_usable(link: str) -> bool:
    """Whether `link` is an http(s) address with a host, and nothing that hides (no user name, no blanks)."""
    if len(link) > MAX_LINK or any(character.isspace() or ord(character) < 32 for character in link):
        return False
    try:
        parts = urlsplit(link)
        parts.port  # noqa: B018 (reading it is the check)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.username is None


def gaps(work: Work, asked: Asked, previous: Work | None = None) -> list[Gap]:
    """What is still missing before `work` can be handed in; [] means nothing.

    `previous` is the attempt that came back: handing in exactly that again helps nobody.
    """
    found: list[Gap] = []
    words = count_words(work.text)
    link = work.link.strip()
    if work.empty and not asked.min_words:
        found.append(Gap(GapKind.NOTHING, N_("There is nothing here yet. Add a text, a link or a file.")))
    if asked.text and words < asked.min_words:
        found.append(
            Gap(
                GapKind.WORDS,
                N_("Your text has %(words)s words, about %(asked)s are asked."),
                {"words": words, "asked": asked.min_words},
            )
        )
    if link and not link_is_usable(link):
        found.append(Gap(GapKind.LINK, N_("This link does not work. Copy it whole, it begins with https://.")))
    if len(work.files) > asked.max_files:
        found.append(
            Gap(
                GapKind.FILES,
                N_("You have %(count)s files, %(max)s are allowed. Remove what is not needed."),
                {"count": len(work.files), "max": asked.max_files},
            )
        )
    if work.pictures and not work.pupils_said:
        found.append(Gap(GapKind.PUPILS, N_("Say whether pupils can be recognised in your photos or films.")))
    if not found and previous is not None and _same(work, previous):
        found.append(
            Gap(
                GapKind.UNCHANGED,
                N_("Your work is the same as last time. Change something for what is not yet met."),
            )
        )
    return found


def _same(one: Work, other: Work) -> bool:
    return (one.text.strip(), one.link.strip(), one.files) == (
        other.text.strip(),
        other.link.strip(),
        other.files,
    )


def is_late(handed_in_at: datetime, due_at: datetime | None) -> bool:
    """Whether work came after its due instant. Late work is accepted all the same."""
    return due_at is not None and handed_in_at > due_at


def outcome(levels: Mapping[int, int], required: Mapping[int, int]) -> SubmissionState:
    """ACCEPTED when each criterion reached its required level, else RETURNED; both by criterion id."""
    met = all(levels.get(criterion, -1) >= level for criterion, level in required.items())
    return SubmissionState.ACCEPTED if met else SubmissionState.RETURNED


def met(levels: Mapping[int, int], required: Mapping[int, int]) -> dict[int, int]:
    """The part of `levels` that reached what is required: these stand and are not asked again."""
    return {criterion: level for criterion, level in levels.items() if level >= required.get(criterion, 10**6)}


@dataclass(frozen=True)
class Piece:
    """A stretch of text, and whether it is new since the previous attempt, or gone since."""

    text: str
    new: bool
    gone: bool = False


def changes(before: str, after: str) -> list[Piece]:
    """`after` cut into what stood in `before` and what is new, by word, with what is gone at its place.

    Sentences are lined up first and words within those that differ, so a long text stays readable and quick.
    """
    old, new = _sentences(before), _sentences(after)
    if len(old) * len(new) > MAX_COMPARED:
        return [Piece(after, before != after)]
    matcher = difflib.SequenceMatcher(a=[s.strip() for s in old], b=[s.strip() for s in new], autojunk=False)
    pieces: list[Piece] = []
    for tag, begin, end, start, stop in matcher.get_opcodes():
        past, now = "".join(old[begin:end]), "".join(new[start:stop])
        pieces += [Piece(now, False)] if tag == "equal" else _word_changes(past, now)
    return [piece for piece in pieces if piece.text]


def _word_changes(before: str, after: str) -> list[Piece]:
    old, new = _words(before), _words(after)
    if not old or not new or len(old) * len(new) > MAX_COMPARED:
        return [Piece(before, False, gone=True), Piece(after, True)]
    matcher = difflib.SequenceMatcher(a=old, b=new, autojunk=False)
    if matcher.ratio() < ALIKE:
        return [Piece(before, False, gone=True), Piece(after, True)]
    pieces: list[Piece] = []
    for tag, begin, end, start, stop in matcher.get_opcodes():
        if tag == "equal":
            pieces.append(Piece("".join(new[start:stop]), False))
        else:
            pieces.append(Piece("".join(old[begin:end]), False, gone=True))
            pieces.append(Piece("".join(new[start:stop]), True))
    return pieces


def _words(text: str) -> list[str]:
    """Words with the blanks behind them, so that what is marked reads as words."""
    return re.findall(r"\S+\s*|\s+", text)


def _sentences(text: str) -> Sequence[str]:
    return [found for found in re.findall(r"[^.!?\n]*(?:[.!?]+|\n+|$)\s*", text) if found]
