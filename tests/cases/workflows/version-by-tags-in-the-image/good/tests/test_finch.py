import finch


def test_it():
    assert finch
