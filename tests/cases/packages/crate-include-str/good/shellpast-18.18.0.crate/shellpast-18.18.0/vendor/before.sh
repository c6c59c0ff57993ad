# Runs before each command.
shellpast_before() { shellpast start "$1"; }
