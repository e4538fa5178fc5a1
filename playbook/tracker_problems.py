"""A schema's complaints about a document, as problems with lines and the nearest known words."""

from __future__ import annotations

from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from playbook.matching import nearest_word
from playbook.tracker_lines import Document, Path
from playbook.tracker_part import Part

P = TypeVar("P", bound=Part)


def validated(schema: type[P], document: Document) -> P | None:
    """The document as its schema reads it; None, with the problems added to the document, if it does not fit."""
    try:
        return schema.model_validate(document.value)
    except ValidationError as error:
        _report(schema, document, error.errors(include_url=False))
        return None


def _report(schema: type[Part], document: Document, errors: list[ErrorDetails]) -> None:
    meant = set()
    for error in errors:
        path = tuple(error["loc"])
        if error["type"] == "extra_forbidden":
            known = [] if document.is_full else sorted(_names_at(schema, path[:-1]))
            nearest = nearest_word(str(path[-1]), known)
            meant.add((*path[:-1], nearest))
            document.add(path, "is not a known field", nearest)
    for error in errors:
        path = tuple(error["loc"])
        misspelt = error["type"] == "missing" and path in meant
        if error["type"] != "extra_forbidden" and not misspelt:
            context = error.get("ctx") or {}
            document.add(path, _message(error), context.get("nearest"))


def _message(error: ErrorDetails) -> str:
    kind = error["type"]
    if kind == "fault":
        return error["msg"]
    if kind == "missing":
        return "is required"
    if kind in ("model_type", "dict_type", "model_attributes_type"):
        return "must be a block of fields with values, such as `name: …`"
    return error["msg"].lower()


def _names_at(schema: type[Part], path: Path) -> set[str]:
    """The fields that the block at `path` knows."""
    block: type[BaseModel] = schema
    for part in path:
        if isinstance(part, str):
            named = {field.alias or name: field.annotation for name, field in block.model_fields.items()}
            block = _block_of(named.get(part)) or block
    return block.names() if issubclass(block, Part) else set()


def _block_of(annotation: Any) -> type[BaseModel] | None:
    """The model within an annotation such as `Part | None` or `tuple[Part, ...]`."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    inner = (_block_of(argument) for argument in getattr(annotation, "__args__", ()))
    return next((block for block in inner if block), None)
