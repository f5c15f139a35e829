"""Writes the golden stories anew: `make golden`. Read the diff before you commit it."""

from __future__ import annotations

import datetime as dt
import sys
import tempfile
from pathlib import Path

import yaml

from knowledge.pack.loading import load
from knowledge.pack.schema.company import Company
from knowledge.records.api import DataAPI
from knowledge.records.database import open_database
from tests.golden.situations import texts

HERE = Path(__file__).parent
PACK = HERE.parents[1] / "examples" / "nusa_delta"


def sample_day() -> dt.date:
    """The day it always is at the sample company."""
    company = Company.model_validate(yaml.safe_load((PACK / "company.yaml").read_text("utf-8")))
    if company.today is None:
        raise ValueError("the sample company needs a day of its own")
    return company.today


def main() -> int:
    """Load the sample company's records and tell its stories; says how many files changed."""
    changed = 0
    with tempfile.TemporaryDirectory() as folder:
        engine = open_database(f"sqlite:///{folder}/records.db", upgrade_schema=True)
        load(PACK, engine)
        records = DataAPI(engine, sample_day())
        for situation, language, text in texts(records):
            path = HERE / situation / f"{language}.txt"
            path.parent.mkdir(exist_ok=True)
            if not path.is_file() or path.read_text(encoding="utf-8") != text:
                path.write_text(text, encoding="utf-8")
                changed += 1
        engine.dispose()
    sys.stdout.write(f"{changed} golden stories changed.\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
