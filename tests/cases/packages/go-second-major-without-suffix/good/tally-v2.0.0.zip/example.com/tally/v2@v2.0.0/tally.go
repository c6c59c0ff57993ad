// Package tally counts strings.
package tally

import "sort"

// Tally holds how often each string came.
type Tally struct {
	counts map[string]int
}

// New returns an empty tally.
func New() *Tally {
	return &Tally{counts: map[string]int{}}
}

// Add counts one string.
func (t *Tally) Add(s string) {
	t.counts[s]++
}

// Names returns the strings, the most frequent first.
func (t *Tally) Names() []string {
	names := make([]string, 0, len(t.counts))
	for name := range t.counts {
		names = append(names, name)
	}
	sort.Slice(names, func(i, j int) bool {
		if t.counts[names[i]] != t.counts[names[j]] {
			return t.counts[names[i]] > t.counts[names[j]]
		}
		return names[i] < names[j]
	})
	return names
}
