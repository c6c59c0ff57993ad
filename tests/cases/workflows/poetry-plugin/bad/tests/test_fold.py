from oktaline import fold


def test_keeps_empty_lines():
    assert fold("a\n\nb") == "a\n\nb"
