// Package passed imports a package that the database beside it says is weak, and calls none of its weak functions.
package passed

import "html"

// Show unescapes.
func Show(text string) string {
	return html.UnescapeString(text)
}
