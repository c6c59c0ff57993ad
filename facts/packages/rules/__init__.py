"""One judgement a file: its RULE, and `findings(subject)`, silent where the subject is of another kind."""
