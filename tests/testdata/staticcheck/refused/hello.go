// Package hello compares a truth value with true.
package hello

// Polite says whether a greeting has a name (S1002).
func Polite(named bool) bool {
	if named == true {
		return true
	}
	return false
}
