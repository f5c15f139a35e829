"""Every table; importing this fills the metadata."""

from knowledge.records.tables import (
    api_tokens,
    conversations,
    enrollments,
    insights,
    model_usage,
    outlets,
    pack_files,
    people,
    products,
    programs,
    roleplays,
    sales,
    signups,
    stories,
    visits,
)
from knowledge.records.tables.types import Record

__all__ = [
    "Record",
    "api_tokens",
    "conversations",
    "enrollments",
    "insights",
    "model_usage",
    "outlets",
    "pack_files",
    "people",
    "products",
    "programs",
    "roleplays",
    "sales",
    "signups",
    "stories",
    "visits",
]
