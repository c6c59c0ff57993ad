from heron import level


def test_level():
    assert level(" -12cm\n") == -12
