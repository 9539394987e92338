"""The Node verifiers as functions: credentials and documents in, verdicts out."""

import json
import subprocess
from datetime import datetime
from pathlib import Path
from typing import Any

from credentials.instants import format_instant

FOLDER = Path(__file__).parent


def digitalbazaar(
    credentials: list[dict[str, Any]], documents: dict[str, Any], *, now: datetime
) -> list[dict[str, Any]]:
    """What @digitalbazaar/vc says of each: `verified`, `status` (True: not withdrawn, None: no status),
    `error`.

    `documents` must hold all it may look at: contexts, controller documents, status lists (see
    `badges.contexts`).
    """
    question = {"credentials": credentials, "documents": documents, "now": format_instant(now)}
    answer: list[dict[str, Any]] = _node("verify.mjs", question)
    return answer


def rdf_canonize(datasets: list[str]) -> list[str | None]:
    """Canonical N-Quads of each dataset, or None where it gives up."""
    answer: list[str | None] = _node("canonize.mjs", datasets)
    return answer


def _node(script: str, question: Any) -> Any:
    done = subprocess.run(
        ["node", FOLDER / script], input=json.dumps(question), capture_output=True, text=True, timeout=110, check=True
    )
    return json.loads(done.stdout)
