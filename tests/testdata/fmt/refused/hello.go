package refused

import "fmt"

// Hello is as gofmt wants it, and not as gofumpt does.
func Hello() {

	fmt.Println("hello")

}
