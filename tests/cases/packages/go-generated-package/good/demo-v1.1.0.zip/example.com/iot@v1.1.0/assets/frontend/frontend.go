package frontend

import "embed"

var Files embed.FS
