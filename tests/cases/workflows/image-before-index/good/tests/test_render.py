from cvrender import render


def test_render():
    assert render("Ada") == "CV of ADA"
