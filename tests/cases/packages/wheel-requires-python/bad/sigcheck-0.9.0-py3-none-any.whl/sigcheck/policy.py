def verdict(state):
    match state:
        case "valid" | "trusted":
            return True
        case _:
            return False
