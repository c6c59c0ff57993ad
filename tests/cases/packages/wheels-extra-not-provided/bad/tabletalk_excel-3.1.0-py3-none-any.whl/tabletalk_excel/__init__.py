def read_workbook(path):
    return [["workbook", str(path)]]
