from fletchsum import fletcher16


def test_known():
    assert fletcher16(b"abcde") == 0xC8F0
