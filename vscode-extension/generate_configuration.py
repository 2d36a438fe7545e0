"""Writes the settings into package.json: `python vscode-extension/generate_configuration.py`.

What the engine lets a user set is said once, in speedwright/settings.py; only what concerns the extension itself
(how the server is started) is said here.
"""

from __future__ import annotations

import dataclasses
import json
import sys
from pathlib import Path
from typing import Any

from speedwright.settings import settings_fields

MANIFEST = Path(__file__).with_name("package.json")

# A workspace that is not trusted must not choose what is executed.
EXECUTABLES = ("path", "interpreter", "import_strategy", "python")
# Nor who is asked, nor what opens the door there.
ENDPOINT = ("model_base_url", "model_name", "model_key_variable")

OF_THE_EXTENSION: dict[str, dict[str, Any]] = {
    "path": {
        "type": "string",
        "default": "",
        "markdownDescription": "The `speedwright` executable; `${workspaceFolder}` is the first folder. "
        "Empty: found by `#speedwright.interpreter#`, else by `#speedwright.importStrategy#`.",
        "scope": "machine-overridable",
    },
    "interpreter": {
        "type": "string",
        "default": "",
        "markdownDescription": "A Python interpreter that has Speedwright installed and runs the server, "
        "where `#speedwright.path#` is empty.",
        "scope": "machine-overridable",
    },
    "importStrategy": {
        "type": "string",
        "enum": ["useBundled", "fromEnvironment"],
        "enumDescriptions": [
            "The server that comes with the extension, else the one on the PATH.",
            "The one in the interpreter that is selected for the workspace, else on the PATH, else the bundled one.",
        ],
        "default": "useBundled",
        "description": "Whose server is started where no path and no interpreter is set.",
        "scope": "machine-overridable",
    },
}

TABLE: dict[str, Any] = {
    "type": "object",
    "additionalProperties": {"type": "array", "items": {"type": "string"}},
    "default": {},
}

TRACE = {
    "type": "string",
    "enum": ["off", "messages", "verbose"],
    "default": "off",
    "description": "What of the conversation with the server is written to the log.",
    "scope": "window",
}


def configured(manifest_text: str) -> str:
    """The text of package.json with the configuration that belongs to the current settings."""
    manifest = json.loads(manifest_text)
    properties = OF_THE_EXTENSION | {camel(each.name): _property(each) for each in settings_fields()}
    properties["trace.server"] = TRACE
    manifest["contributes"]["configuration"] = {
        "title": "Speedwright",
        "properties": {f"speedwright.{name}": value for name, value in properties.items()},
    }
    trust = manifest["capabilities"]["untrustedWorkspaces"]
    trust["restrictedConfigurations"] = [f"speedwright.{camel(name)}" for name in (*EXECUTABLES, *ENDPOINT)]
    return json.dumps(manifest, indent=2, ensure_ascii=False) + "\n"


def camel(name: str) -> str:
    """`memory_limit` as VS Code's settings spell it: `memoryLimit`."""
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)


def _property(setting: dataclasses.Field[Any]) -> dict[str, Any]:
    scope = "machine-overridable" if setting.name in (*EXECUTABLES, *ENDPOINT) else "resource"
    kind = TABLE if setting.metadata["is_table"] else _type(setting)
    return {**kind, "description": setting.metadata["help"], "scope": scope}


def _type(setting: dataclasses.Field[Any]) -> dict[str, Any]:
    default, least = setting.default, setting.metadata["least"]
    match default:
        case bool():
            return {"type": "boolean", "default": default}
        case int():
            return {"type": "integer", "default": default, "minimum": 1 if least is None else least}
        case float():
            bound = {"exclusiveMinimum": 0} if least is None else {"minimum": least}
            return {"type": "number", "default": default, **bound}
        case tuple():
            return {"type": "array", "items": {"type": "string"}, "default": list(default)}
        case str():
            return {"type": "string", "default": default}
    raise TypeError(f"no JSON type for the default {default!r}")


def main() -> int:
    """Brings package.json up to date; returns the exit status."""
    MANIFEST.write_text(configured(MANIFEST.read_text(encoding="utf-8")), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
