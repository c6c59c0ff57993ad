package main

// Toll returns the toll of a kind of vehicle.
func Toll(kind string) int {
	if kind == "truck" {
		return 9
	}
	return 3
}
