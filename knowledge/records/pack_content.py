"""The pack's YAML as it was validated on load, read back as the same models."""

from __future__ import annotations

from typing import Final, TypeVar

from pydantic import BaseModel, ValidationError
from sqlalchemy import select
from sqlalchemy.orm import Session

from assistant.errors import StorageError
from knowledge.pack.images import FOLDER, unpacked
from knowledge.pack.schema.brand import BrandGuidelines
from knowledge.pack.schema.company import Company
from knowledge.pack.schema.guardrails import GuardrailPolicy
from knowledge.pack.schema.playbook import Frameworks, Objections, Personas, Rubric
from knowledge.pack.schema.rules import Rules
from knowledge.records.database import COMPANY
from knowledge.records.storage_errors import LOAD_FIRST
from knowledge.records.tables.pack_files import PackFile

Content = TypeVar("Content", bound=BaseModel)

PATHS: Final[dict[type[BaseModel], str]] = {
    Company: COMPANY,
    BrandGuidelines: "brand/guidelines.yaml",
    Rules: "rules.yaml",
    Frameworks: "playbook/frameworks.yaml",
    Objections: "playbook/objections.yaml",
    Personas: "playbook/personas.yaml",
    Rubric: "playbook/rubric.yaml",
    GuardrailPolicy: "guardrails.yaml",
}
# Built without validation: a file that is there may not be empty, a missing one stands for this.
EMPTY: Final[dict[type[BaseModel], BaseModel]] = {
    BrandGuidelines: BrandGuidelines(voice=""),
    Rules: Rules(rules=()),
    Frameworks: Frameworks.model_construct(frameworks=()),
    Objections: Objections.model_construct(objections=()),
    Personas: Personas.model_construct(personas=()),
    Rubric: Rubric.model_construct(version="", pass_points=0, criteria=()),
    GuardrailPolicy: GuardrailPolicy(),
}


def read_image(session: Session, file: str) -> tuple[str, bytes] | None:
    """Media type and bytes of an image under `brand/images/`; None where there is none."""
    path = f"{FOLDER}/{file}"
    return unpacked(session.scalar(select(PackFile.content).where(PackFile.path == path)))


def read_content(session: Session, model: type[Content]) -> Content:
    """The content of the model's file; an empty model where an optional file is missing.

    Raises:
        StorageError: nothing is loaded, or it was loaded by a version with another schema.
    """
    path = PATHS[model]
    found = session.scalar(select(PackFile.content).where(PackFile.path == path))
    if found is None:
        empty = EMPTY.get(model)
        if not isinstance(empty, model):
            raise StorageError(LOAD_FIRST)
        return empty
    try:
        return model.model_validate(found)
    except ValidationError as error:
        raise StorageError(
            f"{path} was loaded by another version of Shelftalk: run `shelftalk load PACK` again."
        ) from error
