"""Questions sent ahead are summed up for the trainer, always the same way (DIF-05)."""

from hypothesis import given
from hypothesis import strategies as st

from courses.delivery.wish_rules import gather

ASKED = [
    "Hoe leer ik leerlingen zelf een fout zoeken?",
    "Mijn sensor meet niet. Wat nu?",
    "Mag een leerling alleen aan de soldeerbout?",
    "Welke sensoren zijn goedkoop?",
    "Waar vind ik materiaal?",
    "Leerlingen kopiëren elkaars code.",
]


def test_what_several_people_ask_about_comes_first() -> None:
    """DIF-05: `leerling` and `leerlingen` are one word, small words are none, and what stands alone is kept."""
    found = gather(ASKED)
    assert [(theme.word, theme.numbers) for theme in found.themes] == [("leerlingen", (0, 2, 5)), ("sensor", (1, 3))]
    assert found.rest == (4,)


def test_nothing_in_common_is_no_theme() -> None:
    assert gather([]).themes == ()
    assert gather(["Wat moet ik weten?", "Wat moet ik weten?"]).rest == (0, 1), "words that say nothing"


@given(st.lists(st.text("abcdef éÉ.?\n", max_size=40), max_size=12))
def test_every_question_stands_there_exactly_once(texts: list[str]) -> None:
    found = gather(texts)
    placed = [number for theme in found.themes for number in theme.numbers] + list(found.rest)
    assert sorted(placed) == list(range(len(texts)))
    assert all(len(theme.numbers) > 1 for theme in found.themes)
    assert gather(texts) == found
