module example.org/passed

go 1.21
