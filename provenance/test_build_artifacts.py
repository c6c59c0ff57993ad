"""What the build run made: exactly the planned artifacts, from which alone publishing may be repeated."""

import pytest

from provenance.publish_only import dispatch_faults
from provenance.spoiled import another_conclusion

pytestmark = [pytest.mark.provenance, pytest.mark.needs("gh>=2.90")]


def test_the_artifacts_are_those_of_the_plan(built, plan, recorded, examine, control):
    """The run's artifacts and the files in them are those of the plan, one to one, each with its digest."""
    control(plan.faults, [], "missing")
    assert plan.faults(recorded(examine(built, floor=plan.floor))) == []


def test_publishing_again_is_offered_for_a_proven_run(proof, rerun, keep, examine, control):
    """The exact command of a publish-only rerun is offered when, and only when, the build run is proven."""
    control(proof.origin.conclusion_faults, another_conclusion(proof.run), "conclusion (got 'failure'")
    assert proof.faults == []
    assert dispatch_faults(rerun) == []
    keep("publish_only", {"command": examine([rerun.command.line])[0]})
