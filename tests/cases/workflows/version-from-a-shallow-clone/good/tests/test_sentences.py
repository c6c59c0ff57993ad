from siskin import sentences


def test_sentences():
    assert sentences("One. Two.") == ["One", "Two"]
