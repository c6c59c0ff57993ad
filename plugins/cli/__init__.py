"""The command line: options, inputs, refusals, the doctor."""
