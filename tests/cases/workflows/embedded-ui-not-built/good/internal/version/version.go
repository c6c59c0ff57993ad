// Package version has the version of bellows.
package version

// Version is the version of bellows.
const Version = "0.6.0"
