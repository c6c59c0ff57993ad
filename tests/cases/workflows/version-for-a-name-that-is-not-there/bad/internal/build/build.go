package build

// Version is set when a release is linked.
var Version = "dev"
