package stamp

import "time"

// Millis returns the milliseconds of a time.
func Millis(at time.Time) int64 {
	return at.UnixMilli()
}
