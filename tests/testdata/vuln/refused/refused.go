// Package refused calls what the database beside it says is weak.
package refused

import "html"

// Show escapes.
func Show(text string) string {
	return html.EscapeString(text)
}
