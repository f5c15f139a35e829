"""The tables Chainlit's data layer expects (it ships none), and two of ours for preferences.

They live in a file of their own, or in the schema `chainlit` of PostgreSQL, because their names
(`users`, `steps` …) are the company's too.
"""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from assistant.errors import StorageError

VERSION = 1
SCHEMA = "chainlit"
"""On PostgreSQL only."""

METADATA = sa.MetaData()
# Chainlit hands SQLite a JSON text and PostgreSQL a JSON text it casts; tags stay unused here.
JSON = sa.Text().with_variant(JSONB(), "postgresql")
TAGS = sa.Text().with_variant(ARRAY(sa.Text()), "postgresql")


def _texts(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text) for name in names]


sa.Table(
    "users",
    METADATA,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("identifier", sa.Text, nullable=False, unique=True),
    sa.Column("createdAt", sa.Text),
    sa.Column("metadata", JSON, nullable=False),
)
sa.Table(
    "threads",
    METADATA,
    sa.Column("id", sa.Text, primary_key=True),
    *_texts("createdAt", "name", "userId", "userIdentifier"),
    sa.Column("tags", TAGS),
    sa.Column("metadata", JSON),
    sa.Index("threads_by_user", "userId"),
)
sa.Table(
    "steps",
    METADATA,
    sa.Column("id", sa.Text, primary_key=True),
    *_texts("name", "type", "threadId", "parentId", "command", "input", "output", "language"),
    *_texts("createdAt", "start", "end", "showInput", "icon"),
    sa.Column("streaming", sa.Boolean),
    sa.Column("waitForAnswer", sa.Boolean),
    sa.Column("isError", sa.Boolean),
    sa.Column("defaultOpen", sa.Boolean),
    sa.Column("autoCollapse", sa.Boolean),
    sa.Column("metadata", JSON),
    sa.Column("modes", JSON),
    sa.Column("generation", JSON),
    sa.Column("tags", TAGS),
    sa.Index("steps_by_thread", "threadId", "createdAt"),
)
sa.Table(
    "elements",
    METADATA,
    sa.Column("id", sa.Text, primary_key=True),
    *_texts("threadId", "type", "url", "chainlitKey", "name", "display", "objectKey"),
    *_texts("size", "language", "forId", "mime"),
    sa.Column("page", sa.Integer),
    sa.Column("autoPlay", sa.Boolean),
    sa.Column("playerConfig", JSON),
    sa.Column("props", JSON),
    sa.Index("elements_by_thread", "threadId"),
)
sa.Table(
    "feedbacks",
    METADATA,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("forId", sa.Text, nullable=False),
    sa.Column("threadId", sa.Text),
    sa.Column("value", sa.Integer, nullable=False),
    sa.Column("comment", sa.Text),
    sa.Index("feedbacks_by_step", "forId"),
)
sa.Table(
    "preferences",
    METADATA,
    sa.Column("user", sa.Text, primary_key=True),
    sa.Column("language", sa.Text, nullable=False),
)
sa.Table(
    "choices",
    METADATA,
    *(sa.Column(name, sa.Text, primary_key=True) for name in ("user", "name")),
    sa.Column("value", sa.Text, nullable=False),
)
SCHEMA_VERSION = sa.Table(
    "chat_schema", METADATA, sa.Column("version", sa.Integer, primary_key=True)
)


def migrate(url: str) -> None:
    """Make what is missing. `url` is for a synchronous driver.

    Raises:
        StorageError: the history cannot be opened, or a newer Shelftalk wrote it.
    """
    try:
        engine = sa.create_engine(url)
        with engine.begin() as connection:
            if engine.dialect.name == "postgresql":
                connection.execute(sa.schema.CreateSchema(SCHEMA, if_not_exists=True))
                connection.execute(sa.text(f"SET search_path TO {SCHEMA}"))
            METADATA.create_all(connection)
            found = connection.scalar(sa.select(SCHEMA_VERSION.c.version))
            if found is None:
                connection.execute(SCHEMA_VERSION.insert().values(version=VERSION))
        engine.dispose()
    except sa.exc.SQLAlchemyError as error:
        cause = getattr(error, "orig", None) or error
        raise StorageError(f"The chat history cannot be opened: {cause}") from error
    if found is not None and found > VERSION:
        raise StorageError("The chat history was written by a newer Shelftalk. Update this one.")
