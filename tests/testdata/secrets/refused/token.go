// Package secrets holds a token that nobody ever had.
package secrets

// Token would open the door.
const Token = "ghp_u8jzPde0IgxLd6GncfBAepfJBd0Kh8oOOL8d"
