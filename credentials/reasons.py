"""Every reason this library can give, as one stable code and one plain English sentence with named gaps.

Codes are for programs and do not change; sentences are for people and may be translated by whoever shows them
(they are message ids of the web app's catalogue). A check never gives a reason that is not here.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

SENTENCES: Mapping[str, str] = MappingProxyType(
    {
        "context.unknown": "The context %(url)s is not one we know, so we cannot tell what its words mean.",
        "context.altered": "The stored copy of the context %(url)s is damaged.",
        "context.inline": "The credential defines its own words inside itself, which is not safe to read.",
        "context.undefined": "The property %(term)s is not defined, so no signature can cover it.",
        "context.relative": "%(value)s is not a full web address or a defined word.",
        "context.keyword": "The keyword %(key)s may not be used in a credential.",
        "context.dropped": "%(value)s would not be covered by the signature.",
        "context.language": "%(value)s is not a language tag.",
        "context.syntax": "The credential is not valid JSON-LD (%(detail)s).",
        "context.too_complex": "The credential is built so that checking it would take too long.",
        "structure.too_large": "The file is larger than the %(limit)s KB a badge may be.",
        "structure.too_deep": "The credential is nested deeper than %(limit)s levels.",
        "structure.too_many": "The credential holds more than %(limit)s values.",
        "structure.duplicate": "The name %(key)s stands twice in one object, so it can be read in two ways.",
        "structure.number": "%(value)s is not a number every reader agrees on.",
        "structure.surrogate": "The text holds half a character.",
        "structure.not_object": "%(path)s must be an object.",
        "structure.faults": "The credential breaks %(count)s of the rules for Open Badges. First: %(first)s",
        "structure.passed": "The credential has the form of an Open Badge 3.0.",
        "structure.not_read": "The form was not checked: this kind of credential is not supported yet.",
        "structure.stated_twice": "%(path)s tells about the credential where readers do not look.",
        "structure.empty": "%(path)s is empty.",
        "structure.control": "%(path)s holds a control character.",
        "structure.direction": "%(path)s: text direction is not read the same way everywhere.",
        "structure.missing": "%(path)s has no %(name)s.",
        "structure.array": "%(path)s must be a list.",
        "structure.single": "%(path)s must be one value, not a list.",
        "structure.object": "%(path)s must be an object.",
        "structure.text": "%(path)s must be a text.",
        "structure.uri": "%(path)s must be a full web address, DID or other URI.",
        "structure.instant": "%(path)s must be a date and time with seconds and a time zone.",
        "structure.date": "%(path)s must be a date.",
        "structure.numeric": "%(path)s must be a number.",
        "structure.boolean": "%(path)s must be true or false.",
        "structure.enum": "%(path)s is not one of the values the standard allows.",
        "structure.blank": "%(path)s must not be blank.",
        "structure.class": "%(path)s must name %(name)s.",
        "structure.context": "%(path)s must start with the credentials and Open Badges contexts.",
        "structure.period": "%(path)s is before the start of validity.",
        "structure.schema_context": "%(path)s uses a word of the extensions context, which is not listed.",
        "structure.recipient": "%(path)s names no recipient: neither an id nor an identifier.",
        "structure.result": "%(path)s points at no result description of this achievement.",
        "structure.hash": "%(path)s is not a SHA-256 hash.",
        "structure.criteria": "%(path)s says nothing: neither an address nor a text.",
        "structure.index": "%(path)s must be a whole number, written as a text.",
        "key.malformed": "The key is damaged.",
        "key.kind": "Keys of the kind %(kind)s are not supported.",
        "issuer.passed": "The key belongs to the issuer: %(issuer)s lists it.",
        "issuer.document_mismatch": "The document found for %(issuer)s is about another issuer.",
        "issuer.key_not_listed": "The issuer %(issuer)s does not list the key that signed this.",
        "issuer.key_controller": "The key that signed this is not controlled by the issuer %(issuer)s.",
        "issuer.key_ambiguous": "The issuer %(issuer)s lists two different keys under one name.",
        "issuer.key_revoked": "The issuer %(issuer)s withdrew this key on %(since)s. It may be stolen.",
        "issuer.key_expires": "The key of %(issuer)s expired on %(since)s.",
        "issuer.key_malformed": "The key that %(issuer)s lists is damaged or of the wrong kind.",
        "issuer.unreachable": "The keys of %(issuer)s could not be looked up just now.",
        "issuer.not_found": "There are no keys to be found for %(issuer)s.",
        "issuer.refused": "The keys of %(issuer)s were not looked up: the address is not a safe one.",
        "issuer.unreadable": "What was found at the address of %(issuer)s is not a list of keys.",
        "issuer.skipped": "The issuer was not looked up, because the credential cannot be read safely.",
        "issuer.method_mismatch": "The key %(method)s is not one of the issuer %(issuer)s.",
        "proof.passed": "The signature holds: nothing was changed since the issuer signed it.",
        "proof.signature": "The signature does not hold: the credential was changed after it was signed.",
        "proof.missing": "The credential is not signed.",
        "proof.too_many": "The credential carries more than %(limit)s signatures.",
        "proof.malformed": "The signature is incomplete or damaged (%(detail)s).",
        "proof.purpose": "The signature was made for another purpose than issuing.",
        "proof.expired": "The signature itself was valid until %(since)s.",
        "proof.unsupported": "Signatures of the kind %(suite)s are not supported yet.",
        "proof.jwt_unsafe": "A token with the algorithm %(alg)s is not a safe signature.",
        "proof.jwt_unsupported": "Badges signed as a web token (%(alg)s) are not supported yet.",
        "proof.skipped": "The signature was not checked, because the credential cannot be read safely.",
        "proof.unknown": "The signature could not be checked without the key of the issuer.",
    }
)


def sentence(code: str, params: Mapping[str, Any]) -> str:
    """The English sentence of `code` with its gaps filled; KeyError for a code that does not exist."""
    return SENTENCES[code] % dict(params)
