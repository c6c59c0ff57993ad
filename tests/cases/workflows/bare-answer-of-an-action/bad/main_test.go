package main

import (
	"net/http/httptest"
	"testing"
)

func TestAllowed(t *testing.T) {
	r := httptest.NewRequest("GET", "/", nil)
	r.Header.Set("X-Token", "secret")
	if !allowed(r, "secret") || allowed(r, "other") || allowed(r, "") {
		t.Fatal("token is not honoured")
	}
}
