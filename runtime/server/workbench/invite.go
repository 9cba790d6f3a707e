package workbench

import (
	"context"
	"net/url"
	"time"

	"runnel/runtime/server/account"
	"runnel/runtime/store"
)

// inviteLife is how long an invitation counts.
const inviteLife = 7 * 24 * time.Hour

// Invite stores a user who has yet to choose a password, and gives the token
// that lets them; the error wraps store.ErrTaken for an address that is known.
func (w *Workbench) Invite(ctx context.Context, u store.User) (store.User, string, error) {
	token := account.NewToken()
	u.InviteHash, u.InviteExpires = store.HashToken(token), time.Now().Add(inviteLife)
	u, err := w.Database.CreateUser(ctx, u)
	return u, token, err
}

// InviteAgain gives a user who has not chosen a password yet a new token; the
// one before does not count any more.
func (w *Workbench) InviteAgain(ctx context.Context, u store.User) (string, error) {
	token := account.NewToken()
	u.InviteHash, u.InviteExpires = store.HashToken(token), time.Now().Add(inviteLife)
	return token, w.Database.UpdateUser(ctx, u)
}

// InviteLink is the address at which an invited person chooses a password.
func InviteLink(baseURL, token string) string {
	return baseURL + "invite?token=" + url.QueryEscape(token)
}
