"""How do the checks of the catalogue read it? Files, parts, and figures by their dotted path."""

import json
import os

import validate


def load(folder):
    """(file name, document) of every file of one folder; a document that does not parse is its error."""
    for name in sorted(os.listdir(folder)):
        try:
            with open(os.path.join(folder, name), encoding="utf-8") as file:
                yield name, validate.parse(file.read())
        except ValueError as error:
            yield name, error


class Catalogue:
    def __init__(self, folder):
        self.files = {kind: list(load(os.path.join(folder, kind + "s"))) for kind in ("part", "claim")}
        self.parts = {part.get("id"): part for _, part in self.files["part"] if isinstance(part, dict)}
        self.claims = [claim for _, claim in self.files["claim"] if isinstance(claim, dict)]


def figures(value, path=""):
    """(path, figure) of every published figure of a part."""
    if not isinstance(value, dict):
        return
    if "value" in value:
        yield path, value
        return
    for key, child in value.items():
        yield from figures(child, f"{path}.{key}" if path else key)


def figure_at(part, path):
    value = part
    for step in path.split("."):
        value = value.get(step) if isinstance(value, dict) else None
    return value if isinstance(value, dict) and "value" in value else None


def number(part, path):
    figure = figure_at(part, path)
    return figure["value"] if figure else None


def is_excused(part, check, path):
    return any(entry["check"] == check and entry["figure"] == path for entry in part["conflicts"])


def pattern_of(path, table):
    """The most exact entry of the table: the path itself, else with its middle or its end left open."""
    steps = path.split(".")
    for key in (path, ".".join(steps[:-1] + ["*"]), ".".join([steps[0], "*", steps[-1]])):
        if key in table:
            return table[key]
    return None


class SchemaCheck:
    """Validates each document once, however many copies of the catalogue hold it."""

    def __init__(self, schema):
        self.schema = schema
        self.seen = {}

    def problems(self, document):
        text = json.dumps(document)
        if text not in self.seen:
            self.seen[text] = validate.problems(self.schema, document)
        return self.seen[text]
