//go:build !linux

package clock

const name = "time"
