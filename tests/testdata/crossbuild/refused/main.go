// Command clock builds on Linux only.
package main

import "syscall"

func main() { println(syscall.SYS_CLOCK_GETTIME) }
