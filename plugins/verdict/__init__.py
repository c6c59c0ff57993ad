"""From records to one verdict: the judge, the evidence, waivers, resume."""
