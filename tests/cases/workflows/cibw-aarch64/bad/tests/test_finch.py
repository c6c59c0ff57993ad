def test_import():
    import finch
