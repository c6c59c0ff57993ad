// Package berth describes berths.
package berth

import "fmt"

// Berth is a place for one ship.
type Berth struct {
	Name string
	Len  int
}

// New returns a berth of the given length in metres.
func New(name string, metres int) Berth { return Berth{Name: name, Len: metres * 100} }

func (b Berth) String() string { return fmt.Sprintf("%s (%d)", b.Name, b.Len) }
