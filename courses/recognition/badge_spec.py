"""What a package says about one badge, as a value: the input of `services.define_badge`.

Not here: parsing packages (`catalogue`), and rows.
"""

import hashlib
import json
from dataclasses import asdict, dataclass, field
from decimal import Decimal
from typing import Any

from courses.base import Translations


@dataclass(frozen=True, slots=True)
class BadgeSpec:
    """One badge of a package. Alignments are copies: framework, framework_name, code, name, url, level."""

    slug: str
    name: Translations
    description: Translations
    criteria: Translations
    """Markdown."""
    language: str = "nl"
    achievement_type: str = "Competency"
    outcomes: list[Translations] = field(default_factory=list)
    alignments: list[dict[str, Any]] = field(default_factory=list)
    study_load_hours: Decimal | None = None
    assessment_type: str | None = None
    participation_type: str | None = None
    supervision: Translations | None = None
    valid_years: int | None = None
    conditions: dict[str, Any] = field(default_factory=dict)
    art: dict[str, Any] = field(default_factory=dict)
    rubric_id: int | None = None
    elements: dict[str, Any] = field(default_factory=dict)
    """As `BadgeVersion.elements`."""
    renewal: dict[str, Any] = field(default_factory=dict)
    """As `BadgeVersion.renewal`."""

    def content_sha256(self) -> str:
        """Hex SHA-256 of everything the badge says; the row number of its rubric is no part of that.

        Elements that say nothing, and no update task, are left out: a badge from before there were any is still the
        same.
        """
        content = {key: value for key, value in asdict(self).items() if key != "rubric_id"}
        for later in ("elements", "renewal"):
            if not content[later]:
                del content[later]
        text = json.dumps(content, sort_keys=True, ensure_ascii=False, default=str)
        return hashlib.sha256(text.encode()).hexdigest()
