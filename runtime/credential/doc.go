// Package credential knows the types of credentials, finds those that
// workflows refer to, and seals them for storage. A decrypted credential is a
// node.Credential, which prints as "***".
package credential
