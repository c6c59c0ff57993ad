from cfold import fold


def test_fold():
    assert fold(b"") == 5381
    assert fold(b"a") == 177670
