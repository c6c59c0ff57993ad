// Package buildinfo holds what the linker sets.
package buildinfo

// Version is set with -ldflags -X when a release is built.
var Version = "dev"
