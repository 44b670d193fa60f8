// Package hello has an exported function without a comment, which revive alone refuses.
package hello

func Say() string { return "hello" }
