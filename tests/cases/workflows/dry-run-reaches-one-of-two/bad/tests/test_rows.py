from tern import rows


def test_rows():
    assert rows("\ufeff1;2\n\n3;4\n") == [["1", "2"], ["3", "4"]]
