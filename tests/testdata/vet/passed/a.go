// Package vet says how much there is.
package vet

import "fmt"

// Say returns a sentence about a count.
func Say(count int) string {
	return fmt.Sprintf("there are %d", count)
}
