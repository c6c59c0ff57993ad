// Package core assigns berths.
package core

// Berth is the berth of the n-th ship.
func Berth(n, berths int) int {
	return n%berths + 1
}
