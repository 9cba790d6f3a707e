// Package account has the rules about people and programs that use the server:
// their passwords, how often they may guess them, and what each role and each
// API key may do. It knows nothing of HTTP or of where accounts are kept.
package account
