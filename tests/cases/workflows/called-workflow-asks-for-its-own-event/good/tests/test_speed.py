from knot import metres_per_second


def test_speed():
    assert metres_per_second(3600) == 1852
