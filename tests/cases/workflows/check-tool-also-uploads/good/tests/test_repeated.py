from lark import repeated


def test_repeated():
    assert repeated("the The end") == ["the"]
