"""Every YAML file fits its model."""

from __future__ import annotations

from pydantic import BaseModel, ValidationError

from knowledge.pack.checks.texts import check_texts
from knowledge.pack.contents import Contents, Place, ProgramFile
from knowledge.pack.findings import Finding
from knowledge.pack.layout import SHEETS, programs_in
from knowledge.pack.sheets import Sheet, read_sheet
from knowledge.pack.wording import found, wanted
from knowledge.programs.terms import ProgramTerms


def read_sheets(contents: Contents) -> None:
    """Read and validate all of them into `contents`."""
    for name, model in SHEETS.items():
        if name in contents.files:
            sheet = read_sheet(contents.pack / name, name, contents.findings)
            value = fit(sheet, model, contents) if sheet else None
            if sheet and value:
                contents.sheets[name] = (sheet, value)
    for name in programs_in(contents.files):
        sheet = read_sheet(contents.pack / name, name, contents.findings)
        terms = fit(sheet, ProgramTerms, contents) if sheet else None
        if sheet and isinstance(terms, ProgramTerms):
            contents.programs.append(ProgramFile(name, sheet, terms))


def fit(sheet: Sheet, model: type[BaseModel], contents: Contents) -> BaseModel | None:
    """The validated model, or None with a finding for every error."""
    try:
        value = model.model_validate(sheet.value)
    except ValidationError as error:
        for detail in error.errors(include_url=False):
            place = tuple(p for p in detail["loc"] if p != "[key]")
            contents.findings.error(
                Finding(
                    sheet.name,
                    found(detail),
                    wanted(detail),
                    sheet.line(place),
                    ".".join(map(str, place)) or None,
                )
            )
        return None
    check_texts(Place(contents, sheet.name, sheet), value)
    return value
