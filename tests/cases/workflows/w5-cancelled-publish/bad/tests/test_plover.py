from plover import metres


def test_metres():
    assert metres(10) == 3.048
