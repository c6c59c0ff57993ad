from finch import sing


def test_sing():
    assert sing() == 1
