"""YAML files: no duplicate keys, no surprises in plain words, and a line for every error."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from knowledge.pack.findings import Finding, Findings, quote
from knowledge.pack.reading import UTF8

VALID = "valid YAML (a text that holds : ? # { or [ stands in quotes)"


class PlainLoader(yaml.SafeLoader):
    """YAML 1.2's plain words: `no`, `12:30`, `2026-11-16` stay text; Norway stays a country."""

    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}  # noqa: RUF012 - as PyYAML declares it


for _tag, _pattern, _starts in (
    ("bool", r"true|True|TRUE|false|False|FALSE", "tTfF"),
    ("null", r"~|null|Null|NULL|", ["~", "n", "N", ""]),
    ("int", r"[-+]?(0|[1-9][0-9]*)", "-+0123456789"),
    ("float", r"[-+]?(\.[0-9]+|[0-9]+\.[0-9]*)([eE][-+]?[0-9]+)?", "-+.0123456789"),
    ("merge", r"<<", "<"),
):
    PlainLoader.add_implicit_resolver(
        f"tag:yaml.org,2002:{_tag}", re.compile(rf"^(?:{_pattern})$"), list(_starts)
    )


@dataclass(frozen=True)
class Sheet:
    """A YAML file's value, and where each part of it stands."""

    name: str
    value: Any
    node: yaml.Node | None

    def line(self, place: tuple[int | str, ...]) -> int | None:
        """The line of a key path, or of the nearest part above it that is there."""
        node, line = self.node, None
        for step in place:
            found = _child(node, step)
            if found is not None:
                node, line = found
        return line


def _child(node: yaml.Node | None, step: int | str) -> tuple[yaml.Node, int] | None:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value == str(step):
                return value, key.start_mark.line + 1
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        return node.value[step], node.value[step].start_mark.line + 1
    return None


def read_sheet(path: Path, name: str, findings: Findings) -> Sheet | None:
    """A file's value; None, with a finding, when it is not readable YAML."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = path.read_bytes()[: error.start].count(b"\n") + 1
        findings.error(Finding(name, "bytes that are not UTF-8", UTF8, line))
        return None
    loader = PlainLoader(text)
    try:
        return _compose(loader, name, findings)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        findings.error(Finding(name, error.problem or "broken YAML", VALID, line))
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        findings.error(Finding(name, quote(error), VALID))
    finally:
        loader.dispose()
    return None


def _compose(loader: PlainLoader, name: str, findings: Findings) -> Sheet | None:
    node = loader.get_single_node()
    repeated = list(_duplicates(node)) if node else []
    for key in repeated:
        line = key.start_mark.line + 1
        findings.error(Finding(name, f"the key {quote(key.value)} again", "each key once", line))
    if node is None:
        findings.error(Finding(name, "an empty file", "its keys, see docs/company-pack.md"))
    if node is None or repeated:
        return None
    return Sheet(name, loader.construct_document(node), node)


def _duplicates(node: yaml.Node) -> Iterator[yaml.Node]:
    if isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from _duplicates(item)
    if isinstance(node, yaml.MappingNode):
        seen = set()
        for key, value in node.value:
            if key.value in seen and key.tag != "tag:yaml.org,2002:merge":
                yield key
            seen.add(str(key.value))
            yield from _duplicates(value)
