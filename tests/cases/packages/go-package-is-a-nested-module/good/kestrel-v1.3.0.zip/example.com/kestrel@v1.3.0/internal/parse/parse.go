package parse

// Version of the format.
const Version = "1.3.0"
