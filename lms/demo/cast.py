"""Who there is in the demo. Everybody, and every school, is invented.

Not here: what they do (`lms.demo.story`).
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from courses.people.models import OrganisationKind, Role


@dataclass(frozen=True)
class Part:
    """Somebody with a name of their own in the story."""

    key: str
    name: str
    address: str
    roles: dict[str, tuple[Role, ...]] = field(default_factory=dict)
    """By slug of the organisation."""
    line: str = ""
    """What to look at as this person; printed when the demo starts."""
    start: str = "/mijn-leerspoor"
    """Path of the page on which this person begins."""


ORGANISATIONS = (
    ("leerspoor-kempen", OrganisationKind.PROVIDER, "Leerspoor Kempen", "BE"),
    ("praktijkhuis-breda", OrganisationKind.PROVIDER, "Praktijkhuis Breda", "NL"),
    ("atheneum-de-brug", OrganisationKind.SCHOOL, "Atheneum De Brug", "BE"),
    ("vti-sint-jozef", OrganisationKind.SCHOOL, "VTI Sint-Jozef", "BE"),
    ("vakcollege-breda", OrganisationKind.SCHOOL, "Vakcollege Breda", "NL"),
)
KEMPEN, BREDA, DE_BRUG, SINT_JOZEF, VAKCOLLEGE = (slug for slug, _kind, _name, _country in ORGANISATIONS)

CAST = (
    Part(
        "nele",
        "Nele Wouters",
        "nele.wouters@debrug.example",
        {DE_BRUG: (Role.LEARNER,)},
        "lerares elektriciteit, halverwege Arduino: haar praktijkopdracht is bijna af",
    ),
    Part(
        "karim",
        "Karim Adda",
        "karim.adda@debrug.example",
        {DE_BRUG: (Role.LEARNER,)},
        "leraar voeding, met een geldige en een vervallen badge",
    ),
    Part(
        "ilse",
        "Ilse Maes",
        "ilse.maes@leerspoor.example",
        {KEMPEN: (Role.TRAINER,)},
        "trainer in Geel: veertig werken wachten op haar",
        "/nakijken",
    ),
    Part(
        "tom",
        "Tom Peeters",
        "tom.peeters@leerspoor.example",
        {KEMPEN: (Role.MANAGER, Role.ADMIN)},
        "coördinator: plant groepen, geeft badges met de hand en trekt ze in",
        "/groepen",
    ),
    Part(
        "bram",
        "Bram de Wit",
        "bram.dewit@vakcollege.example",
        {VAKCOLLEGE: (Role.COACH,), BREDA: (Role.TRAINER,)},
        "digicoach in Breda en trainer bij de tweede aanbieder",
        "/groepen",
    ),
    Part(
        "femke",
        "Femke Jansen",
        "femke.jansen@praktijkhuis.example",
        {BREDA: (Role.MANAGER,)},
        "coördinator in Breda: ziet niets van Kempen",
        "/groepen",
    ),
    Part(
        "hilde",
        "Hilde Claes",
        "hilde.claes@debrug.example",
        {DE_BRUG: (Role.HEAD,)},
        "directeur van Atheneum De Brug: ziet geen vorderingen van haar leraren",
        "/aanbod",
    ),
)

FIRST = """
Anke Bart Cato Dirk Elif Fien Geert Hanne Imane Joris Katrien Lode Mieke Noor Olivier Petra
Quinten Rania Stef Tine Umut Veerle Ward Xander Yasmin Zita Arne Britt Cem Dorien Emiel Floor
"""
LAST = """
Aerts Bogaerts Cools Daems Eelen Frans Goossens Hermans Ibrahimi Janssens Kerkhofs Luyten
Mertens Nijs Ooms Proost Quirynen Raeymaekers Schoofs Torfs Ulens Verheyen Wellens Yildiz
Van_Dyck De_Backer Van_Hove El_Amrani Den_Boer Van_Gool De_Ridder Bakkali
"""


def extras() -> Iterator[tuple[str, str]]:
    """Name and address of one more participant after another; no two alike."""
    lasts = [name.replace("_", " ") for name in LAST.split()]
    for round_ in range(len(lasts)):
        for place, first in enumerate(FIRST.split()):
            last = lasts[(place * 7 + 3 + round_ * 11) % len(lasts)]
            plain = f"{first}.{last.replace(' ', '')}".lower()
            yield f"{first} {last}", f"{plain}@school.example"
