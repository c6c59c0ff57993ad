package main

import (
	"fmt"
	"time"
)

func next(after time.Time) time.Time { return after.Truncate(time.Hour).Add(time.Hour) }

func main() { fmt.Println(next(time.Now().UTC()).Format(time.RFC3339)) }
