def stamp(letter):
    return f'[{letter}]'
