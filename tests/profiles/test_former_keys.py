"""A profile of the old form is read as the new one; the profiles that come with the suite have the present keys."""

import tomllib
from pathlib import Path

import msgspec
import pytest

from core.errors import Refused
from profiles.schema.former_keys import FORMER, translated
from profiles.schema.profile import Profile, load

ROOT = Path(__file__).resolve().parents[2]
SHIPPED = sorted([*(ROOT / "profiles").glob("*.toml"), *(ROOT / "sample" / "files").rglob("release-profile.toml")])
OLD = """\
[project]
name = "demo"
[does_not_apply]
"licensing.linked" = "nothing is linked into a program here"
[licensing]
licence = "MIT"
packages = [{ id = "demo", path = ".", kind = "python", owes = ["LICENSE"] }]
[documentation]
shown = { "shown" = "a page called like a former key" }
[channels.pypi]
package = "demo"
debut = "1.0.0"
operations = [{ run = ["demo"], prints = "demo" }]
"""
NEW = {
    "licence": "license",
    "owes": "required_files",
    "shown =": "not_run =",
    "debut": "first_version",
    "prints": "expect_output",
}


def test_a_profile_of_the_old_form_is_the_new_one(tmp_path):
    """Whatever stands under a former key stands under the present one; names that the user chose are left alone."""
    new = OLD.replace("licensing.linked", "licensing.binaries")
    for old, present in NEW.items():
        new = new.replace(old, present)
    paths = [tmp_path / "old.toml", tmp_path / "new.toml"]
    for path, text in zip(paths, (OLD, new), strict=True):
        path.write_text(text)
    former, present = map(load, paths)
    assert former == present
    assert set(former.documentation.not_run) == {"shown"}


def test_both_spellings_are_refused(tmp_path):
    """Nobody can tell which of the two counts."""
    path = tmp_path / "both.toml"
    path.write_text('[project]\nname = "demo"\n[licensing]\nlicence = "MIT"\nlicense = "ISC"\n')
    with pytest.raises(Refused, match="licence"):
        load(path)


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.name)
def test_shipped_profiles_have_present_keys(path):
    """No profile of this repository rests on the translation."""
    document = tomllib.loads(path.read_text("utf-8"))
    assert translated(document, Profile) == document


def test_every_present_key_is_there():
    """A former key leads to a key that its struct has."""
    structs = {one.__name__: one for one in _structs(Profile)}
    assert [
        (name, new) for name, names in FORMER.items() for new in names.values() if new not in structs[name].__struct_fields__
    ] == []


def _structs(kind):
    found, left = set(), [msgspec.inspect.type_info(kind)]
    while left:
        one = left.pop()
        if isinstance(one, msgspec.inspect.StructType):
            found.add(one.cls)
            left += [field.type for field in one.fields]
        left += [value for name in ("type", "item_type", "value_type") if (value := getattr(one, name, None)) is not None]
        left += list(getattr(one, "types", ()))
    return found
