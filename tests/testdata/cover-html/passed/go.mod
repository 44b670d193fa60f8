module example.org/cover

go 1.21
