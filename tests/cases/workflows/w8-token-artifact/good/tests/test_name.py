from ptarmigan import name


def test_name():
    assert name("#808080") == "grey"
