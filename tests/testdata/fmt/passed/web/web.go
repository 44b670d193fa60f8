package web
// Hello lies in a folder that go.mod ignores.
func  Hello() {}
