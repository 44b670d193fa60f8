package clock

import "syscall"

const name, number = "clock_gettime", syscall.SYS_CLOCK_GETTIME
