from grebe import mean


def test_mean():
    assert mean([2.0, 4.0]) == 3.0
