module example.org/passed/lib

go 1.21
