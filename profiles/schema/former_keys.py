"""Keys as profiles spelt them before 2026-11: a profile written then is read as if it had the present ones.

`translated` follows the types of the structs, so that a name that the user chose (a page, a channel) is never taken for a key.
"""

from collections.abc import Mapping
from typing import Any

import msgspec
from msgspec import inspect

# Struct of the profile: former key = present key.
FORMER: Mapping[str, Mapping[str, str]] = {
    "AbiSmoke": {"known_bad": "negative_test", "refusal": "expected_error"},
    "Channel": {"debut": "first_version", "differs": "allowed_differences", "licences": "licenses"},
    "DependenciesTable": {"bare": "no_runtime_dependencies"},
    "DocumentationTable": {"past": "historical_pages", "shown": "not_run"},
    "Family": {"floor": "minimum"},
    "Formatter": {"spoil": "bad_change_file", "spoiled_with": "bad_change"},
    "LicensingTable": {"licence": "license", "linked": "binaries", "stated": "license_files"},
    "MemorySafetyTable": {"floor": "minimum"},
    "Operation": {"prints": "expect_output"},
    "PackageFolder": {"owes": "required_files"},
    "PackageLinter": {"refusal": "expected_error"},
    "PackageSmoke": {
        "known_bad": "negative_test",
        "known_bad_env": "negative_test_env",
        "refusal": "expected_error",
        "says": "expect_output",
    },
    "PackagingTable": {"elsewhere": "built_elsewhere", "lie": "invalid_vector"},
    "Platform": {"holds": "native_files"},
    "Program": {"floor": "minimum"},
    "Question": {"withholds": "absent_headers"},
    "RefusedStart": {"says": "expect_output"},
    "Runnable": {"formerly": "old_locations", "prints": "expect_output"},
    "ServerTable": {
        "floor": "minimum",
        "guards": "security_files",
        "silences": "idle_timeouts",
        "visits": "pages",
        "words": "security_pattern",
    },
    "Suite": {"floor": "minimum"},
    "Surface": {"floor": "minimum"},
}


def translated(document: Mapping[str, Any], struct: type[msgspec.Struct]) -> dict[str, Any]:
    """Return a parsed profile with present keys; one that has both spellings keeps both, so that the loader refuses it."""
    found = _value(document, inspect.type_info(struct))
    reasons = found.get("does_not_apply")
    if isinstance(reasons, dict):
        tables = inspect.type_info(struct)
        found["does_not_apply"] = {_dotted(name, tables): reason for name, reason in reasons.items()}
    return dict(found)


def _value(value: Any, kind: inspect.Type) -> Any:
    if isinstance(kind, inspect.Metadata):
        return _value(value, kind.type)
    if isinstance(kind, inspect.UnionType):
        chosen = [one for one in kind.types if not isinstance(one, inspect.NoneType)]
        return _value(value, chosen[0]) if len(chosen) == 1 else value
    if isinstance(kind, inspect.StructType) and isinstance(value, Mapping):
        names, kinds = FORMER.get(kind.cls.__name__, {}), {field.encode_name: field.type for field in kind.fields}
        renamed = [(names[key] if key in names and names[key] not in value else key, item) for key, item in value.items()]
        return {key: _value(item, kinds[key]) if key in kinds else item for key, item in renamed}
    if isinstance(kind, inspect.DictType) and isinstance(value, Mapping):
        return {key: _value(item, kind.value_type) for key, item in value.items()}
    if isinstance(kind, inspect.VarTupleType) and isinstance(value, list):
        return [_value(item, kind.item_type) for item in value]
    return value


def _dotted(name: str, tables: inspect.Type) -> str:
    """Return the present name of a key of a table, such as licensing.binaries for licensing.linked."""
    table, _, key = name.partition(".")
    if not isinstance(tables, inspect.StructType):
        return name
    for field in tables.fields:
        if field.encode_name == table and isinstance(field.type, inspect.StructType):
            return f"{table}.{FORMER.get(field.type.cls.__name__, {}).get(key, key)}" if key else name
    return name
