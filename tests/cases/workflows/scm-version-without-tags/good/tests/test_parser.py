from tidelog import parse_line


def test_line():
    assert parse_line("06:12 1.4") == ("06:12", 1.4)
def test_comment():
    assert parse_line("06:12 1.4 # neap") == ("06:12", 1.4)
