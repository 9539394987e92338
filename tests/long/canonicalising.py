"""Generated credentials canonicalised by our full algorithm, our plans, pyoxigraph, jsonld.js and unmodified PyLD.

Our two must agree in every text and every refusal. pyoxigraph (RDFC-1.0 over the quads), jsonld.js in safe mode and
PyLD must agree with each text as well, but for the differences in `CAUSES`, which the standard asks for: each says what
to change in a document to take its cause away, and then the same document must give the same text.
"""

import json
import subprocess
import threading
from collections import Counter
from collections.abc import Callable
from itertools import count, islice
from typing import Any, Self

from pyld import jsonld

from credentials.canonical import canonicalize
from credentials.contexts import PINNED_CONTEXTS
from credentials.errors import CredentialError
from credentials.plan import Plans
from tests.credentials import badges
from tests.credentials.mutations import leaves, replaced
from tests.credentials.test_plan import by_plan, full, outside_judge
from tests.interop.judge import FOLDER
from tests.long.generating import families
from tests.long.result import Result

JSON = dict[str, Any]
COUNT = 20_000
"""Texts compared at scale 1; refusals come on top."""
_SEED = 20261122
_BATCH = 50


class JsonldJs:
    """jsonld.js in one process that reads and writes a line for each document."""

    def __enter__(self) -> Self:
        command = ["node", FOLDER / "canonize_documents.mjs"]
        self._node = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
        )
        self._write([badges.contexts()])
        return self

    def __exit__(self, *_: object) -> None:
        with self._node as node:
            assert node.stdin is not None
            node.stdin.close()

    def ask(self, documents: list[JSON]) -> Callable[[], list[str]]:
        """Sends them off; the answer is read when the caller has done its own work."""
        writer = threading.Thread(target=self._write, args=(documents,))
        writer.start()

        def answers() -> list[str]:
            assert self._node.stdout is not None
            found = [json.loads(self._node.stdout.readline()) for _ in documents]
            writer.join()
            return [answer.get("text", f"error: {answer.get('error')}") for answer in found]

        return answers

    def _write(self, documents: list[JSON]) -> None:
        assert self._node.stdin is not None
        self._node.stdin.write("".join(json.dumps(document) + "\n" for document in documents))
        self._node.stdin.flush()


def _loader(url: str, _: Any = None) -> JSON:
    document = PINNED_CONTEXTS.document(url)
    return {"contextUrl": None, "documentUrl": url, "document": document, "tag": "static"}


def pyld(document: JSON) -> str:
    """Unmodified PyLD, as anyone calls it but for the contexts, which it is handed."""
    options = {"algorithm": "URDNA2015", "format": "application/n-quads", "documentLoader": _loader}
    try:
        found: str = jsonld.normalize(document, options)
    except Exception as error:
        return f"error: {type(error).__name__} {error}"[:200]
    return found


def _plain(value: Any) -> Any:
    """Control characters as what no one escapes."""
    if not isinstance(value, str):
        return value
    return "".join(f"[{ord(letter)}]" if letter in _CONTROLS else letter for letter in value)


def _low(value: Any) -> Any:
    """Characters past U+FFFF as others below U+D800, in the same order."""
    if not isinstance(value, str):
        return value
    return "".join(f"\ud7ff{ord(letter):x}" if letter > "\uffff" else letter for letter in value)


def _unspaced(value: Any) -> Any:
    return value.replace("\xa0", "-") if isinstance(value, str) and ":" in value else value


def _sizeable(value: Any) -> Any:
    return 0.5 if isinstance(value, float) and 0 < abs(value) < 1e-6 else value


def _unsigned(value: Any) -> Any:
    return 0.5 if isinstance(value, float) and value == 0 else value


def _told_apart(value: Any) -> Any:
    """Signatures that are all different."""
    is_signature = isinstance(value, str) and value.startswith("z") and len(value) > _LONG
    return f"{value}{next(_NUMBERS)}" if is_signature else value


_NUMBERS = count(10)
_LONG = 80
_CONTROLS = {chr(code) for code in [*range(0x20), 0x7F]} - {*"\n\r"}
_SPACE_IN_IRI = "takes U+00A0 in an IRI for white space, and so the IRI for a relative one (RFC 3987 2.2, ucschar)"
CAUSES: dict[str, dict[str, Callable[[Any], Any]]] = {
    "jsonld.js": {
        "sorts by UTF-16 units, not by code points (RDFC-1.0 4.4)": _low,
        "writes a number such as 1e-7, without a point in JavaScript, as 0 (JSON-LD 1.1 API 8.2.2)": _sizeable,
        "writes -0.0 as 0.0E0 where a double is asked for (XSD 1.1 2 E.2, canonical form of negative zero)": _unsigned,
        _SPACE_IN_IRI: _unspaced,
    },
    "pyoxigraph": {
        "counts a blank node once that is related by several quads (RDFC-1.0 4.8.3: for each quad)": _told_apart,
    },
    "PyLD": {
        "does not escape control characters (RDFC-1.0 5, canonical N-Quads)": _plain,
        _SPACE_IN_IRI: _unspaced,
    },
}
"""By who differs: what it does, and what to do to each value to take the cause of that away."""


def without(document: JSON, *changes: Callable[[Any], Any]) -> JSON:
    """The document with `changes` done to every value in it that is no context."""
    for path, value in [*leaves(document)]:
        other = value
        for change in changes:
            other = change(other)
        if "@context" not in path and other != value:
            document = replaced(document, path, other)
    return document


class Comparison:
    """Counts and differences so far."""

    def __init__(self, node: JsonldJs) -> None:
        self.node = node
        self.texts = 0
        self.refused: Counter[str] = Counter()
        self.explained: Counter[str] = Counter()
        self.faults: list[str] = []

    def take(self, batch: list[tuple[JSON, list[JSON]]]) -> None:
        """Compares the credentials of some families, while Node works on the same."""
        offered = [(document, plans) for base, rest in batch for plans in [_kept(base)] for document in [base, *rest]]
        answers = self.node.ask([document for document, _ in offered])
        here = [self._ours(document, plans) for document, plans in offered]
        for (document, _), text, theirs in zip(offered, here, answers(), strict=True):
            if text is not None:
                self.texts += 1
                self._with("jsonld.js", document, text, theirs, lambda other: self.node.ask([other])()[0])
                self._with("PyLD", document, text, pyld(document), pyld)

    def _ours(self, document: JSON, plans: Plans | None) -> str | None:
        text = full(document)
        if plans is not None and by_plan(plans, document) != text:
            self._differs("our plan", document)
        if _is_refusal(text):
            self.refused[text] += 1
            return None
        self._with("pyoxigraph", document, text, outside_judge(document), outside_judge)
        return text

    def _with(self, who: str, document: JSON, text: str, theirs: str, ask: Callable[[JSON], str]) -> None:
        if theirs == text:
            return
        causes = {cause: [change] for cause, change in CAUSES[who].items()}
        for cause, changes in [*causes.items(), ("has several of these", CAUSES[who].values())]:
            other = without(document, *changes)
            if other != document and ask(other) == full(other):
                self.explained[f"{who} {cause}"] += 1
                return
        self._differs(f"{who} ({theirs[:150] if theirs.startswith('error') else 'another text'})", document)

    def _differs(self, who: str, document: JSON) -> None:
        self.faults.append(f"{who} differs on {json.dumps(document)}")


def _is_refusal(text: str) -> bool:
    return "\n" not in text


def _kept(base: JSON) -> Plans | None:
    """Plans that know the shape, where it is no refusal."""
    plans = Plans()
    try:
        plans.canonical(base).keep()
    except CredentialError:
        return None
    return plans


def run(scale: float) -> Result:
    """Compares at least `COUNT * scale` texts."""
    wanted = int(COUNT * scale)
    result = Result("Canonicalisation")
    source = families(_SEED)
    with JsonldJs() as node:
        found = Comparison(node)
        while found.texts < wanted:
            found.take(list(islice(source, _BATCH)))
        result.require(_twin_is_caught(node), "a canonicaliser that sorts by UTF-16 units was not noticed")
    result.faults += found.faults
    result.figures.append(
        f"{found.texts} texts compared five ways, {len(found.faults)} differences that are not listed"
    )
    result.figures += [f"{count} where {cause}" for cause, count in found.explained.most_common()]
    refused = ", ".join(f"{count} {code}" for code, count in found.refused.most_common())
    result.figures.append(f"besides {found.refused.total()} that are refused, with and without a plan alike: {refused}")
    return result


def _twin_is_caught(node: JsonldJs) -> bool:
    """Our own text in the wrong order, which no listed cause explains, is a difference."""
    twin = Comparison(node)
    document = badges.rich().to_dict()
    wrong = "".join(reversed(canonicalize(document).splitlines(keepends=True)))
    twin._with("PyLD", document, wrong, pyld(document), pyld)
    return len(twin.faults) == 1
