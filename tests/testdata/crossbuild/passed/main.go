// Command clock says which clock it reads.
package main

import "example.org/clock/clock"

func main() { println(clock.Name()) }
