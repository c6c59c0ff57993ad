package main

import (
	"net/http/httptest"
	"strings"
	"testing"
)

func TestPutGet(t *testing.T) {
	h := handler(newStore())
	h(httptest.NewRecorder(), httptest.NewRequest("PUT", "/a", strings.NewReader("1")))
	w := httptest.NewRecorder()
	h(w, httptest.NewRequest("GET", "/a", nil))
	if w.Body.String() != "1" {
		t.Fatalf("got %q", w.Body.String())
	}
}
