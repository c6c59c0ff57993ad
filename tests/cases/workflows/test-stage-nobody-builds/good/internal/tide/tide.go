// Package tide tells when the next high water is due.
package tide

// Period is the time between two high waters in minutes.
const Period = 745

// Next returns the minutes until the next high water.
func Next(since int) int {
	return Period - since%Period
}
