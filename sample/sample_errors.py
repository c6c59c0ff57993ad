"""Why a sample could not be written or served."""


class SampleError(Exception):
    """A request that the sample refuses, or a step that did not work; the text is one sentence."""
