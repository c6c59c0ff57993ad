package preact

import _ "embed"

//go:embed static/app.js
var App []byte
