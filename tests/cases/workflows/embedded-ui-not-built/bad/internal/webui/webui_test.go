package webui

import (
	"net/http/httptest"
	"testing"
	"testing/fstest"
)

func TestHandler(t *testing.T) {
	w := httptest.NewRecorder()
	Handler(fstest.MapFS{"index.html": {Data: []byte("hi")}}).ServeHTTP(w, httptest.NewRequest("GET", "/", nil))
	if w.Body.String() != "hi" {
		t.Fatal(w.Body.String())
	}
}
