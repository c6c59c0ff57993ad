from orrery import planet


def test_planet():
    assert planet("mars")["moons"] == 2
