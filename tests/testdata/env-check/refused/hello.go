// Package hello asks for a Go that is not there yet.
package hello
