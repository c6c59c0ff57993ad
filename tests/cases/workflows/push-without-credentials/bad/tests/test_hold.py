import os

from filehold import Hold


def test_lets_go(tmp_path):
    path = str(tmp_path / "lock")
    with Hold(path):
        assert os.path.exists(path)
    assert not os.path.exists(path)
