from sandpiper import sign


def test_sign_depends_on_what_came_before():
    assert sign("a") != sign("a", "b")
