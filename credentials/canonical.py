"""JSON to canonical N-Quads, in safe mode: the only import of pyld in the project.

pyld drops what the contexts do not define, resolves relative references against a made-up base and has no
bound on its work; a signature over what is left would not cover what a person reads. So here every dropped,
relative or keyword-like thing is an error, on issue and on verification (W3C Data Integrity 1.0, section
"Securing Data Losslessly"), and every step is counted. Contexts are the pinned ones only, given per call.
"""

import threading
from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from pyld import jsonld

from credentials.budget import WorkBudget
from credentials.contexts import PINNED_CONTEXTS, Contexts
from credentials.errors import CanonicalisationError, ContextError, CredentialError
from credentials.rdf import RELATIVE_BASE, BlankName, Marked, to_quads
from credentials.rdfc import Quad, canonical_nquads

_ALLOWED_KEYWORDS = {"@context", "@value", "@language", "@direction"}
_NO_NODE = {"@id", "@value", "@list", "@set", "@graph"}
"""What is in expanded objects that are no blank node."""

_STEPS_PER_ELEMENT = 30
_STEPS_PER_TERM = 30
_STEPS_PER_CONTEXT = 100
_CACHED_CONTEXTS = 500
_local = threading.local()


def canonicalize(
    document: Mapping[str, Any],
    *,
    contexts: Contexts = PINNED_CONTEXTS,
    budget: WorkBudget | None = None,
    algorithm: str = "sha256",
) -> str:
    """The canonical N-Quads (RDFC-1.0) of a JSON-LD document, with the hash that RDFC-1.0 is to use inside.

    Raises ContextError for a context that is not pinned and CanonicalisationError for anything a signature
    over the result would not cover, or for a document that costs more than `budget`.
    """
    budget = budget or WorkBudget()
    return canonical_nquads(quads_of(document, contexts=contexts, budget=budget), budget, algorithm)


def quads_of(document: Mapping[str, Any], *, contexts: Contexts, budget: WorkBudget) -> set[Quad]:
    """What the document says as RDF, in safe mode; raises as `canonicalize`. Its blank nodes are named by what is
    `Marked`, else numbered."""
    refuse_inline_contexts(document)
    _refuse_lossy_keys(document)
    return to_quads(_expand(document, contexts, budget), budget, marked=isinstance(document, Marked))


def refuse_inline_contexts(document: Any) -> None:
    """ContextError unless every `@context`, at any depth, is a URL or a list of URLs: a definition is never
    inline."""
    if isinstance(document, Mapping):
        context = document.get("@context", [])
        listed = context if isinstance(context, list) else [context]
        if not all(isinstance(item, str) for item in listed):
            raise ContextError("context.inline")
        for key, value in document.items():
            if key != "@context":
                refuse_inline_contexts(value)
    elif isinstance(document, list):
        for value in document:
            refuse_inline_contexts(value)


def _refuse_lossy_keys(value: Any) -> None:
    """Refuses what expansion would drop in silence, and spellings that would hide a term from readers of
    the JSON.

    A full IRI in place of its term (`https://www.w3.org/2018/credentials#validUntil`) gives the same quads,
    so the signature would still hold while no reader of JSON sees the expiry: terms only.
    """
    if value is None or value == []:
        raise CanonicalisationError("context.dropped", value="null" if value is None else "[]")
    if isinstance(value, list):
        for item in value:
            _refuse_lossy_keys(item)
    if not isinstance(value, Mapping):
        return
    for key, item in value.items():
        if key.startswith("@") and key not in _ALLOWED_KEYWORDS:
            raise CanonicalisationError("context.keyword", key=key[:100])
        if ":" in key:
            raise CanonicalisationError("context.undefined", term=key[:100], place="")
        _refuse_lossy_keys(item)


def _expand(document: Mapping[str, Any], contexts: Contexts, budget: WorkBudget) -> list[Any]:
    cache = _thread_cache() if contexts is PINNED_CONTEXTS else _Cache()
    processor = _SafeProcessor(budget, cache.processed)
    loader = _Loader(contexts)
    options = {
        "base": RELATIVE_BASE,
        "documentLoader": loader,
        "contextResolver": jsonld.ContextResolver(cache.resolved, loader),
    }
    try:
        plain = document if isinstance(document, Marked) else dict(document)
        expanded: list[Any] = processor.expand(plain, options)
    except jsonld.JsonLdError as error:
        raise _translated(error) from None
    except (RecursionError, AttributeError, KeyError, TypeError, ValueError) as error:
        raise CanonicalisationError("context.syntax", detail=type(error).__name__) from None
    return expanded


def _translated(error: jsonld.JsonLdError) -> CredentialError:
    """Our own error where one of ours lies under pyld's, else the code JSON-LD gives the syntax error."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, CredentialError):
            return cause
        last, cause = cause, cause.__cause__
    code = getattr(last, "code", None) or getattr(error, "code", None)
    return CanonicalisationError("context.syntax", detail=str(code or "invalid JSON-LD"))


class _Cache:
    """Contexts resolved and processed so far. Only pinned ones get in, so it is small and cannot be poisoned."""

    def __init__(self) -> None:
        self.resolved: dict[str, Any] = {}
        self.processed: dict[Any, Any] = {}


def _thread_cache() -> _Cache:
    """This thread's cache: pyld's own are global and not safe between threads."""
    cache: _Cache | None = getattr(_local, "cache", None)
    if cache is None or len(cache.resolved) > _CACHED_CONTEXTS:
        cache = _local.cache = _Cache()
    return cache


def _identity(context: Any) -> Any:
    """What tells one context from another: the URLs of a list, or the very object of a definition in a context.

    The object is kept with the result, so its number is not given to another meanwhile.
    """
    if isinstance(context, list) and all(isinstance(item, str) for item in context):
        return tuple(context)
    return id(context)


class _Loader:
    """Hands pyld a pinned context and knows no other place to look."""

    def __init__(self, contexts: Contexts) -> None:
        self._contexts = contexts

    def __call__(self, url: str, options: Mapping[str, Any]) -> dict[str, Any]:
        return {
            "contentType": "application/ld+json",
            "contextUrl": None,
            "documentUrl": url,
            "document": self._contexts.document(url),
            "tag": "static",
        }


class _SafeProcessor(jsonld.JsonLdProcessor):  # type: ignore[misc]
    """pyld's expansion, counting its steps and refusing to drop anything.

    The overridden methods are pyld internals; tests/credentials/test_canonical.py fails when they are
    renamed.
    """

    def __init__(self, budget: WorkBudget, processed: dict[Any, Any]) -> None:
        super().__init__(on_property_dropped=self._refuse_dropped)
        self._budget = budget
        self._processed = processed
        self._place: list[str] = []

    def _refuse_dropped(self, term: Any) -> None:
        place = next((name for name in reversed(self._place) if name), "")
        raise CanonicalisationError("context.undefined", term=str(term)[:100], place=place)

    def _expand(
        self, active_ctx: Any, active_property: Any, element: Any, options: Any, *args: Any, **named: Any
    ) -> Any:
        self._budget.spend(_STEPS_PER_ELEMENT)
        self._place.append(str(active_property or ""))
        expanded = super()._expand(active_ctx, active_property, element, options, *args, **named)
        self._place.pop()
        if expanded is None:
            raise CanonicalisationError("context.dropped", value=str(element)[:100])
        if isinstance(element, Marked) and isinstance(expanded, dict) and not _NO_NODE & expanded.keys():
            expanded["@id"] = BlankName(element.mark)
        return expanded

    def _process_context(self, active_ctx: Any, local_ctx: Any, options: Any, *args: Any, **named: Any) -> Any:
        """Kept per thread: pyld's own cache never hits for contexts of a type, which cost most of the time."""
        self._budget.spend(_STEPS_PER_CONTEXT)
        if "cycles" in named or args:
            return super()._process_context(active_ctx, local_ctx, options, *args, **named)
        if "_uuid" not in active_ctx:
            active_ctx["_uuid"] = str(uuid4())
        local = local_ctx if isinstance(local_ctx, str) else _identity(local_ctx)
        key = (active_ctx["_uuid"], local, *sorted(named.items()))
        if key not in self._processed:
            if len(self._processed) >= _CACHED_CONTEXTS:
                self._processed.clear()
            found = super()._process_context(active_ctx, local_ctx, options, **named)
            self._processed[key] = (found, local_ctx)
        return self._processed[key][0]

    def _create_term_definition(self, *args: Any, **named: Any) -> Any:
        self._budget.spend(_STEPS_PER_TERM)
        return super()._create_term_definition(*args, **named)


def _prepare() -> None:
    """Makes pyld's one global that is filled on first use, while the import lock still keeps threads
    apart."""
    jsonld.JsonLdProcessor()._get_initial_context({"processingMode": "json-ld-1.1"})


_prepare()
