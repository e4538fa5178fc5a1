"""A block of fields of a file, before they become anything: the ground of the schemas of tracker and plan files."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, model_validator

from playbook.tracker_fields import MOST_ITEMS, list_of

T = TypeVar("T")
Listed = Annotated[tuple[T, ...], BeforeValidator(list_of(MOST_ITEMS))]
PLAIN = "(plain)"  # marks a blocker written as 001's bare text; no file can mean it


class Part(BaseModel):
    """A block of fields. A field that is null is as good as absent, except those in `keeps_null`."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=False)
    keeps_null: ClassVar[frozenset[str]] = frozenset()

    @model_validator(mode="before")
    @classmethod
    def _drop_nulls(cls, data: Any) -> Any:
        if not isinstance(data, dict):
            return data
        droppable = cls.names() - cls.keeps_null
        return {key: value for key, value in data.items() if value is not None or key not in droppable}

    @classmethod
    def names(cls) -> set[str]:
        """The fields as a file writes them."""
        return {field.alias or name for name, field in cls.model_fields.items()} - {PLAIN}
