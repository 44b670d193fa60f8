// Package clock names the clock of each system.
package clock

// Name returns the name.
func Name() string { return name }
