"""What gate 0 refuses: workflows that can publish what was not built, proven or asked for."""
# ruff: noqa: D401 -- a spoil says what is wrong, not what to do

from sample.draft import Draft
from sample.spoils.registry import refused_by

_PUBLISH = ".github/workflows/release-publish.yml"
_NEEDS = "    needs: [preflight, provenance, build]\n"


@refused_by("pre_release/test_tooling::test_nothing_is_published_unproven")
def publish_without_build_need(draft: Draft) -> None:
    """The publish job does not wait for the job that hands over what was built."""
    draft.replace(_PUBLISH, _NEEDS, "    needs: [preflight, provenance]\n")


@refused_by("pre_release/test_tooling::test_nothing_is_published_after_a_failure")
def always_on_publish(draft: Draft) -> None:
    """The publish job runs although a job before it failed."""
    draft.replace(_PUBLISH, _NEEDS, _NEEDS + "    if: always()\n")


@refused_by("pre_release/test_tooling::test_no_gate_is_bypassed")
def continue_on_error_gate(draft: Draft) -> None:
    """A failed provenance job counts as a success."""
    draft.replace(_PUBLISH, "    needs: [preflight]\n", "    needs: [preflight]\n    continue-on-error: true\n")


@refused_by("pre_release/test_tooling::test_no_stranger_can_publish")
def unpinned_action(draft: Draft) -> None:
    """The upload is done by whatever a branch of somebody else's repository holds that day."""
    draft.edit(_PUBLISH, lambda text: text.replace("76f52bc884231f62b9a034ebfe128415bbaabdfc # v1.12.4", "release/v1"))
