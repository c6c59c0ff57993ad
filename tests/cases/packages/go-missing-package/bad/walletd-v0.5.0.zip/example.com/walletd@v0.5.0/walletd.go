// Package walletd keeps accounts.
package walletd

import "example.com/walletd/migrations"

//go:generate go run ./internal/bindata

// Steps counts the steps of the schema.
func Steps() int { return len(migrations.All) }
