package main

import "fmt"

var version = "dev"

func beaufort(knots int) int {
	limits := []int{1, 4, 7, 11, 17, 22, 28, 34, 41, 48, 56, 64}
	for i, l := range limits {
		if knots < l {
			return i
		}
	}
	return 12
}

func main() {
	fmt.Println(version, beaufort(20))
}
