from saltmarsh import reed


def test_height():
    assert reed(2) == "|\n|"


def test_width():
    assert reed(1, width=3) == "|||"
