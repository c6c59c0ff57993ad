from avocet import parse


def test_parse():
    assert parse("Elsa @ 4") == ("Elsa", "4")
