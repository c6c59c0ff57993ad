// Package dnsretry asks again.
package dnsretry

// Unique keeps the first of equal answers.
func Unique[T comparable](answers []T) []T {
	seen := map[T]bool{}
	var kept []T
	for _, answer := range answers {
		if !seen[answer] {
			seen[answer] = true
			kept = append(kept, answer)
		}
	}
	return kept
}

// Names keeps the first of equal names.
func Names(names []string) []string { return Unique(names) }
