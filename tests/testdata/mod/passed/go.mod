module example.org/passed

go 1.21

require example.org/passed/lib v0.0.0

replace example.org/passed/lib => ./lib
