module example.org/refused

go 1.21

require example.org/refused/lib v0.0.0

replace example.org/refused/lib => ./lib
