"""What a page takes out of a credential: whole where a person reads it, bounded where a stranger wrote it."""

from lms.badges.facts import LinkFact, facts_of


def _goals(*alignments: dict[str, str]) -> tuple[LinkFact, ...]:
    document = {"credentialSubject": {"achievement": {"alignment": list(alignments)}}}
    facts = facts_of(document)
    assert facts is not None
    return facts.alignments


def test_a_goal_keeps_its_code_its_whole_name_and_its_framework_apart() -> None:
    name = "De leerlingen gebruiken meetinstrumenten om te meten in natuurwetenschappelijke contexten. " * 3
    (goal,) = _goals(
        {
            "targetCode": "6.47",
            "targetName": name,
            "targetFramework": "Eindtermen",
            "targetDescription": "B1",
            "targetUrl": "https://onderwijs.example/6.47",
        }
    )
    assert goal == LinkFact(name.strip(), "https://onderwijs.example/6.47", "B1", "6.47", "Eindtermen")


def test_a_goal_of_a_stranger_is_bounded_and_links_nowhere_else() -> None:
    (goal,) = _goals({"targetCode": "A", "targetName": "x" * 5_000, "targetUrl": "javascript:alert(1)"})
    assert len(goal.name) == 500
    assert goal.url == ""


def test_a_goal_without_a_name_of_its_own_is_not_said_twice() -> None:
    (goal,) = _goals({"targetCode": "3.1", "targetName": "3.1"})
    assert (goal.code, goal.name) == ("3.1", "")
