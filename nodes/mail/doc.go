// Package mail is the family of nodes that send mail by SMTP and receive it by
// IMAP: Send Email and Email Trigger (core reference §11 and §12).
package mail
