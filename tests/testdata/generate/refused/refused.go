// Package refused holds a copy of its words.
package refused

import _ "embed"

//go:generate cp words.txt copy.txt
//go:generate cp words.txt scratch.txt

// Words are the words.
//
//go:embed copy.txt
var Words string
