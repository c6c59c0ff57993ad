"""How a project spells its git tags: a pattern in which `{version}` stands for the version."""

from dataclasses import dataclass

PLACE = "{version}"


@dataclass(frozen=True)
class TagPattern:
    """One pattern, such as `v{version}` or `demo-{version}`."""

    text: str = f"v{PLACE}"

    def tag(self, version: str) -> str:
        """Return the tag of a version."""
        return self.text.replace(PLACE, version)

    def version(self, tag: str) -> str:
        """Return the version that a tag names; a tag of another form is returned as it is, for it names none of ours."""
        before, _, after = self.text.partition(PLACE)
        fits = tag.startswith(before) and tag.endswith(after) and len(tag) > len(before) + len(after)
        return tag[len(before) : len(tag) - len(after)] if fits else tag
