"""Names that look alike: what a person would read as the same, whatever letters it is made of.

Not here: who is known (`queries`).
"""

import unicodedata

#: Letters of other scripts, and digits, that are drawn like a Latin letter in ordinary type.
_ALIKE = str.maketrans(
    {
        "а": "a", "в": "b", "с": "c", "ԁ": "d", "е": "e", "һ": "h", "і": "i", "ј": "j", "к": "k", "ӏ": "l",
        "м": "m", "н": "h", "о": "o", "р": "p", "ԛ": "q", "ѕ": "s", "т": "t", "у": "y", "ѵ": "v", "ԝ": "w",
        "х": "x", "α": "a", "β": "b", "ε": "e", "η": "n", "ι": "i", "κ": "k", "ν": "v", "ο": "o", "ρ": "p",
        "τ": "t", "υ": "u", "χ": "x", "ɑ": "a", "ɡ": "g", "ı": "i", "ⅼ": "l", "ß": "ss", "0": "o", "1": "l",
        "5": "s", "|": "l", "!": "l",
    }
)  # fmt: skip
#: Pairs that are read as one letter in small type.
_PAIRS = (("rn", "m"), ("vv", "w"), ("cl", "d"))


def skeleton(name: str) -> str:
    """What is left of a name when everything a reader overlooks is gone: case, accents, spaces, look-alikes.

    Two names with the same skeleton are taken for one another (after Unicode TS 39, section 4).
    """
    bare = "".join(
        letter
        for letter in unicodedata.normalize("NFKD", name).casefold()
        if not unicodedata.category(letter).startswith(("M", "C", "Z"))
    )
    bare = bare.translate(_ALIKE).replace("i", "l")
    bare = "".join(letter for letter in bare if letter.isalnum())
    for pair, letter in _PAIRS:
        bare = bare.replace(pair.replace("i", "l"), letter)
    return bare
