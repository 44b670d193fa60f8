// Package hello would be refused by revive, which .golangci.yml does not enable.
package hello

func Say() string { return "hello" }
