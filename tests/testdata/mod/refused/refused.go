// Package refused does not import what its go.mod requires.
package refused
