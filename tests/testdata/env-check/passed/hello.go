// Package hello needs no Go newer than gotasks does.
package hello
