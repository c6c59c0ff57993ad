import tinylang


def test_weights_are_whole():
    assert len(tinylang.weights()) == 262144


def test_guess():
    assert tinylang.guess("haus") in {"de", "en"}
