package passed

import "fmt"

// Hello is as gofumpt wants it.
func Hello() {
	fmt.Println("hello")
}
